package org.consilium.media.sdp;

import java.util.List;

/**
 * A line {@code a=simulcast} (RFC 8853 §5.1): streams in order of preference, each a list of
 * alternatives.
 */
public record Simulcast(List<List<Choice>> send, List<List<Choice>> receive) {
    /** No simulcast. */
    public static final Simulcast NONE = new Simulcast(List.of(), List.of());

    public Simulcast {
        send = copy(send);
        receive = copy(receive);
    }

    /**
     * A restriction identifier.
     *
     * @param paused initially ({@code ~})
     */
    public record Choice(String rid, boolean paused) {}

    public boolean isEmpty() {
        return send.isEmpty() && receive.isEmpty();
    }

    private static List<List<Choice>> copy(List<List<Choice>> streams) {
        return streams.stream().map(List::copyOf).toList();
    }
}
