package org.consilium.media.sctp;

import java.util.random.RandomGenerator;

/**
 * One SCTP association with its data channels, over one DTLS association.
 *
 * <p>Single writer: the room's loop. Lives as long as the peer's transport; after {@link
 * SctpEvents#onEnd} it stays silent.
 */
public final class SctpAssociation {
    /** What {@link #nextDeadlineNanos()} returns when no timer runs. */
    public static final long NO_DEADLINE = Long.MAX_VALUE;

    private final SctpConfig config;
    private final boolean ownsOddStreamIds;
    private final RandomGenerator random;
    private final SctpSink out;
    private final SctpEvents events;

    /**
     * @param ownsOddStreamIds whether the channels we open get odd numbers: true for the DTLS
     *     server, false for the client (RFC 8832 §6)
     * @param random for verification tags, initial TSNs and the key of the state cookies; should be
     *     a cryptographic one outside tests
     */
    public SctpAssociation(
            SctpConfig config,
            boolean ownsOddStreamIds,
            RandomGenerator random,
            SctpSink out,
            SctpEvents events) {
        this.config = config;
        this.ownsOddStreamIds = ownsOddStreamIds;
        this.random = random;
        this.out = out;
        this.events = events;
    }

    /** Sends INIT. Call once, when DTLS is established; the peer may do the same at that time. */
    public void start(long nowNanos) {}

    /** Takes one packet from one DTLS record. Bad ones are counted and dropped; never throws. */
    public void onPacket(byte[] array, int offset, int length, long nowNanos) {}

    /** Runs the timers that are due; harmless when none is. */
    public void onTimeout(long nowNanos) {}

    /** When {@link #onTimeout} wants to be called next, or {@link #NO_DEADLINE}. */
    public long nextDeadlineNanos() {
        return NO_DEADLINE;
    }

    /**
     * Opens a channel by DATA_CHANNEL_OPEN (RFC 8832 §5.1). May be called before the association is
     * connected. Messages may be sent at once.
     *
     * @param maxRetransmits how often a message is sent again, or -1; not together with the next
     * @param maxLifetimeMillis for how long a message is tried, or -1
     * @return the channel, in state OPENING; CLOSED if there is no free stream number or the
     *     association has ended
     */
    public DataChannel openChannel(
            String label,
            String protocol,
            boolean ordered,
            int maxRetransmits,
            int maxLifetimeMillis,
            long nowNanos) {
        var channel =
                new DataChannel(
                        0, label, protocol, ordered, maxRetransmits, maxLifetimeMillis, false);
        channel.moveTo(DataChannel.State.CLOSED);
        return channel;
    }

    /**
     * Queues a copy of one message.
     *
     * @param binary false for text, in UTF-8
     */
    public SendResult send(
            DataChannel channel,
            boolean binary,
            byte[] array,
            int offset,
            int length,
            long nowNanos) {
        return SendResult.NOT_OPEN;
    }

    /** Bytes of messages that wait to be sent or acknowledged, over all channels. */
    public int bufferedBytes() {
        return 0;
    }

    /** Closes a channel after what is queued on it has been sent (RFC 8831 §6.7). Idempotent. */
    public void closeChannel(DataChannel channel, long nowNanos) {}

    /** Ends the association after everything queued has arrived (RFC 9260 §9.2). Idempotent. */
    public void shutdown(long nowNanos) {}

    /** Ends the association at once by ABORT (RFC 9260 §9.1). Idempotent. */
    public void abort(long nowNanos) {}

    /** Whether messages can be sent and received. */
    public boolean isConnected() {
        return false;
    }

    @Override
    public String toString() {
        return "SctpAssociation["
                + config
                + ownsOddStreamIds
                + (random == null || out == null || events == null)
                + "]";
    }
}
