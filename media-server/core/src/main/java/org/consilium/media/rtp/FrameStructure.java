package org.consilium.media.rtp;

import java.util.Arrays;

/**
 * The template dependency structure of one coded video sequence (AV1 RTP specification §A.8.3):
 * what kinds of frames there are, which decode targets they belong to and what they refer to. Of
 * fixed size, so that reading one costs nothing to the collector. Single writer.
 */
final class FrameStructure {
    static final int MAX_TEMPLATES = 64;
    static final int MAX_DECODE_TARGETS = 32;

    /** Every known structure refers to at most three frames; libwebrtc keeps eight buffers. */
    static final int MAX_DIFFS = 8;

    static final int MAX_SPATIAL_LAYERS = 4;
    static final int MAX_TEMPORAL_LAYERS = 8;

    /** Decode target indications, two bits each (§A.8.3, table). */
    static final int NOT_PRESENT = 0;

    static final int SWITCH = 2;

    int templateIdOffset;
    int templates;
    int decodeTargets;
    int chains;
    int spatialLayers;
    boolean hasResolutions;
    final byte[] spatialIds = new byte[MAX_TEMPLATES];
    final byte[] temporalIds = new byte[MAX_TEMPLATES];

    /** Per template: two bits per decode target, the first in the lowest. */
    final long[] indications = new long[MAX_TEMPLATES];

    final byte[] diffCounts = new byte[MAX_TEMPLATES];
    final byte[] diffs = new byte[MAX_TEMPLATES * MAX_DIFFS];

    /** Per decode target: the chain that protects it. */
    final byte[] protectedBy = new byte[MAX_DECODE_TARGETS];

    /** Per template and chain: distance to the chain's frame before. */
    final byte[] chainDiffs = new byte[MAX_TEMPLATES * MAX_DECODE_TARGETS];

    /** Per decode target: its highest layers. */
    final byte[] targetSpatialIds = new byte[MAX_DECODE_TARGETS];

    final byte[] targetTemporalIds = new byte[MAX_DECODE_TARGETS];

    /** Per spatial layer, pixels; meaningless without {@link #hasResolutions}. */
    final int[] widths = new int[MAX_SPATIAL_LAYERS];

    final int[] heights = new int[MAX_SPATIAL_LAYERS];

    FrameStructure() {}

    /** Reads a structure; false when it is cut off or beyond any limit. */
    boolean read(BitReader bits) {
        templateIdOffset = bits.take(6);
        decodeTargets = bits.take(5) + 1;
        if (!readLayers(bits)) {
            return false;
        }
        for (int template = 0; template < templates; template++) {
            indications[template] = bits.takeIndications(decodeTargets);
        }
        if (!readDiffs(bits)) {
            return false;
        }
        readChains(bits);
        deriveDecodeTargets();
        hasResolutions = bits.take(1) == 1;
        for (int layer = 0; hasResolutions && layer < spatialLayers; layer++) {
            widths[layer] = bits.take(16) + 1;
            heights[layer] = bits.take(16) + 1;
        }
        return !bits.isOverrun();
    }

    private boolean readLayers(BitReader bits) {
        int spatialId = 0;
        int temporalId = 0;
        templates = 0;
        while (true) {
            if (templates == MAX_TEMPLATES) {
                return false;
            }
            spatialIds[templates] = (byte) spatialId;
            temporalIds[templates] = (byte) temporalId;
            templates++;
            int next = bits.take(2);
            if (next == 3) {
                spatialLayers = spatialId + 1;
                return !bits.isOverrun();
            }
            if (next == 1) {
                temporalId++;
            } else if (next == 2) {
                temporalId = 0;
                spatialId++;
            }
            if (spatialId == MAX_SPATIAL_LAYERS || temporalId == MAX_TEMPORAL_LAYERS) {
                return false;
            }
        }
    }

    private boolean readDiffs(BitReader bits) {
        for (int template = 0; template < templates; template++) {
            int count = 0;
            while (bits.take(1) == 1) {
                if (count == MAX_DIFFS) {
                    return false;
                }
                diffs[template * MAX_DIFFS + count++] = (byte) (bits.take(4) + 1);
            }
            diffCounts[template] = (byte) count;
        }
        return !bits.isOverrun();
    }

    private void readChains(BitReader bits) {
        chains = bits.takeNonSymmetric(decodeTargets + 1);
        if (chains == 0) {
            return;
        }
        for (int target = 0; target < decodeTargets; target++) {
            protectedBy[target] = (byte) bits.takeNonSymmetric(chains);
        }
        for (int template = 0; template < templates; template++) {
            for (int chain = 0; chain < chains; chain++) {
                chainDiffs[template * MAX_DECODE_TARGETS + chain] = (byte) bits.take(4);
            }
        }
    }

    /** §A.8.3: a decode target is as high as the highest frame that is present in it. */
    private void deriveDecodeTargets() {
        Arrays.fill(targetSpatialIds, (byte) 0);
        Arrays.fill(targetTemporalIds, (byte) 0);
        for (int template = 0; template < templates; template++) {
            for (int target = 0; target < decodeTargets; target++) {
                if (indication(indications[template], target) != NOT_PRESENT) {
                    targetSpatialIds[target] =
                            (byte) Math.max(targetSpatialIds[target], spatialIds[template]);
                    targetTemporalIds[target] =
                            (byte) Math.max(targetTemporalIds[target], temporalIds[template]);
                }
            }
        }
    }

    static int indication(long indications, int target) {
        return (int) (indications >>> (2 * target)) & 3;
    }

    /** Whether its templates have the ids of another's: it is the other, told again. */
    boolean hasIdsOf(FrameStructure other) {
        return templateIdOffset == other.templateIdOffset && templates == other.templates;
    }

    /** The template of an id 0..63, −1 when the structure has none of it. */
    int template(int templateId) {
        int template = (templateId - templateIdOffset) & (MAX_TEMPLATES - 1);
        return template < templates ? template : -1;
    }
}
