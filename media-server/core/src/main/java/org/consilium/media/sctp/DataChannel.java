package org.consilium.media.sctp;

/**
 * One data channel: a pair of streams with the same number, one each way (RFC 8831 §6).
 *
 * <p>Made and changed by its {@link SctpAssociation} only; the owner of the association compares
 * channels by identity.
 */
public final class DataChannel {
    /** Where a channel is in its life; it only ever moves forward. */
    public enum State {
        /** We sent DATA_CHANNEL_OPEN and may send messages; the acknowledgement is awaited. */
        OPENING,
        OPEN,
        /** One direction is being reset, or has been (RFC 8831 §6.7). Nothing more can be sent. */
        CLOSING,
        CLOSED
    }

    private final int streamId;
    private final String label;
    private final String protocol;
    private final boolean ordered;
    private final int maxRetransmits;
    private final int maxLifetimeMillis;
    private final boolean openedByPeer;
    private State state;

    /** Whether the owner knows it; false for one that was refused on arrival. */
    boolean announced = true;

    /** Whether the peer has it too; before, everything is sent in order (RFC 8832 §6). */
    boolean acknowledged;

    boolean incomingReset;
    boolean outgoingResetRequested;
    boolean outgoingReset;

    DataChannel(
            int streamId,
            String label,
            String protocol,
            boolean ordered,
            int maxRetransmits,
            int maxLifetimeMillis,
            boolean openedByPeer) {
        this.streamId = streamId;
        this.label = label;
        this.protocol = protocol;
        this.ordered = ordered;
        this.maxRetransmits = maxRetransmits;
        this.maxLifetimeMillis = maxLifetimeMillis;
        this.openedByPeer = openedByPeer;
        this.state = openedByPeer ? State.OPEN : State.OPENING;
        this.acknowledged = openedByPeer;
    }

    /** The number of the stream in both directions, 0..65534. */
    public int streamId() {
        return streamId;
    }

    /** The name given by who opened it; not unique. */
    public String label() {
        return label;
    }

    /** The subprotocol named by who opened it; mostly empty. */
    public String protocol() {
        return protocol;
    }

    /** Whether messages are delivered in the order they were sent. */
    public boolean isOrdered() {
        return ordered;
    }

    /** How often a message is sent again before it is given up; -1 without such a limit. */
    public int maxRetransmits() {
        return maxRetransmits;
    }

    /** For how long a message is worth sending, in milliseconds; -1 without such a limit. */
    public int maxLifetimeMillis() {
        return maxLifetimeMillis;
    }

    /** Whether messages are sent until they arrive. */
    public boolean isReliable() {
        return maxRetransmits < 0 && maxLifetimeMillis < 0;
    }

    /** Whether the peer opened it, by DATA_CHANNEL_OPEN. */
    public boolean isOpenedByPeer() {
        return openedByPeer;
    }

    /** Where it is in its life. */
    public State state() {
        return state;
    }

    void moveTo(State next) {
        if (next.compareTo(state) < 0) {
            throw new IllegalStateException(this + " cannot go back to " + next);
        }
        state = next;
    }

    @Override
    public String toString() {
        return "DataChannel[" + streamId + " " + label + " " + state + "]";
    }
}
