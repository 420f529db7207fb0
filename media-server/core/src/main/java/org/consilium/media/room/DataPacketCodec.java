package org.consilium.media.room;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads and stamps the data packets of the client protocol, whose message classes the core does not
 * know. A pure function; called on the room's loop.
 */
@FunctionalInterface
public interface DataPacketCodec {
    /**
     * Checks a packet that {@code sender} sent and writes the true sender into it.
     *
     * @param sender null for a hidden participant, whose packets carry no sender
     * @return null when the bytes are no packet
     */
    @Nullable Stamped stamp(byte[] packet, boolean reliable, @Nullable Sender sender);

    /** Who really sent it. */
    record Sender(String sid, String identity) {}

    /**
     * A packet that may be forwarded.
     *
     * @param sequence the publisher's number of a reliable packet; 0 when it has none
     * @param destinationIdentities empty, with destinationSids, for everybody but the sender
     */
    record Stamped(
            byte[] packet,
            long sequence,
            List<String> destinationIdentities,
            List<String> destinationSids) {}
}
