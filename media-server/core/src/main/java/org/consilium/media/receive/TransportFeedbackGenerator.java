package org.consilium.media.receive;

/**
 * Tells a publisher when its packets arrived, by transport-wide sequence number, so that its
 * bandwidth estimator can work (draft-holmer-rmcat-transport-wide-cc-extensions-01).
 *
 * <p>One per publisher transport. Single writer: the room's loop.
 */
@SuppressWarnings("DoNotCallSuggester") // not built yet
public final class TransportFeedbackGenerator {
    /** A generator that has seen nothing. */
    public TransportFeedbackGenerator() {}

    /** One packet of the transport arrived with this transport-wide sequence number, 0..65535. */
    public void onPacket(int transportSequence, long nowNanos) {
        throw new UnsupportedOperationException();
    }

    /** When the next feedback is due; {@link Long#MAX_VALUE} when there is nothing to tell. */
    public long nextDeadlineNanos() {
        throw new UnsupportedOperationException();
    }

    /**
     * Writes one feedback packet if one is due. Call again until it answers 0.
     *
     * @param limit the end of the room in {@code array}
     * @param mediaSsrc any SSRC of the publisher
     * @return bytes written, 0 when nothing is due
     */
    public int writeFeedback(
            byte[] array, int offset, int limit, int senderSsrc, int mediaSsrc, long nowNanos) {
        throw new UnsupportedOperationException();
    }
}
