package org.consilium.perf.load.media;

/** The encoders of the recording, by the names browser libraries give simulcast layers. */
public enum VideoLayerPlan {
    Q("q", 320, 180, 160_000),
    H("h", 640, 360, 450_000),
    F("f", 1280, 720, 1_700_000);

    private final String rid;
    private final int width;
    private final int height;
    private final int bitrateBps;

    VideoLayerPlan(String rid, int width, int height, int bitrateBps) {
        this.rid = rid;
        this.width = width;
        this.height = height;
        this.bitrateBps = bitrateBps;
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    /** What is announced, and what the encoder of the recording was allowed. */
    public int bitrateBps() {
        return bitrateBps;
    }

    LayerKind kind(boolean simulcast) {
        return new LayerKind(simulcast ? rid : "", rid, width, height);
    }
}
