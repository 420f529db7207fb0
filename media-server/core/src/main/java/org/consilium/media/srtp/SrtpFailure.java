package org.consilium.media.srtp;

/**
 * Why a packet was not protected or unprotected. The codes are negative ints, so that one return
 * value carries either a length or the reason; {@code -code} indexes an array of {@link #COUNT}
 * counters.
 *
 * <p>Stateless.
 */
public final class SrtpFailure {
    /** Not version 2, or its lengths do not fit into the datagram. */
    public static final int MALFORMED = -1;

    /** The tag is not the sender's: another key, a changed packet or a wrong rollover guess. */
    public static final int AUTH_FAILED = -2;

    /**
     * This index was received before. Expected now and then: some senders probe with old packets.
     */
    public static final int REPLAYED = -3;

    /** Older than the window remembers, so that a replay could not be told from a late packet. */
    public static final int TOO_OLD = -4;

    /** A new SSRC while as many are known as one direction may have. */
    public static final int UNKNOWN_SSRC_LIMIT = -5;

    /** Sending only: this SSRC and sequence number was protected before (RFC 7714 §8.2). */
    public static final int REUSED_INDEX = -6;

    /** Sending only: the key has protected all packets it may (RFC 3711 §9.2). */
    public static final int KEY_EXHAUSTED = -7;

    /** The destination ends before the result does: the caller's mistake. */
    public static final int NO_SPACE = -8;

    /** The keys were destroyed. */
    public static final int DESTROYED = -9;

    /** One more than the largest {@code -code}. */
    public static final int COUNT = 10;

    private SrtpFailure() {}

    /** A name for metrics and events, such as {@code auth_failed}. */
    public static String name(int code) {
        return switch (code) {
            case MALFORMED -> "malformed";
            case AUTH_FAILED -> "auth_failed";
            case REPLAYED -> "replayed";
            case TOO_OLD -> "too_old";
            case UNKNOWN_SSRC_LIMIT -> "unknown_ssrc_limit";
            case REUSED_INDEX -> "reused_index";
            case KEY_EXHAUSTED -> "key_exhausted";
            case NO_SPACE -> "no_space";
            case DESTROYED -> "destroyed";
            default -> throw new IllegalArgumentException("no failure has code " + code);
        };
    }
}
