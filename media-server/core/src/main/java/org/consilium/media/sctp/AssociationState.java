package org.consilium.media.sctp;

/** The states of RFC 9260 §4, in their order, and one behind them for what is over. */
enum AssociationState {
    CLOSED,
    COOKIE_WAIT,
    COOKIE_ECHOED,
    ESTABLISHED,
    SHUTDOWN_PENDING,
    SHUTDOWN_SENT,
    SHUTDOWN_RECEIVED,
    SHUTDOWN_ACK_SENT,
    ENDED;

    /** Whether the handshake is done and the association not over. */
    boolean isUp() {
        return compareTo(ESTABLISHED) >= 0 && this != ENDED;
    }

    /** Whether DATA of the peer is taken (§6, §9.2). */
    boolean receivesData() {
        return this == ESTABLISHED || this == SHUTDOWN_PENDING || this == SHUTDOWN_SENT;
    }

    /** Whether DATA is sent. */
    boolean sendsData() {
        return this == ESTABLISHED || this == SHUTDOWN_PENDING || this == SHUTDOWN_RECEIVED;
    }
}
