package org.consilium.media.ice;

/**
 * How long silence may last, in nanoseconds.
 *
 * @param disconnectedNanos silence after which a connected transport counts as disconnected. Must
 *     exceed the six seconds between two consent checks (RFC 7675 §5.1)
 * @param failedNanos further silence after which it counts as failed
 * @param consentNanos age of the last authenticated check at which we must stop sending (RFC 7675
 *     §5.1: 30 s)
 * @param connectNanos how long the first nomination may take
 */
public record IceTimeouts(
        long disconnectedNanos, long failedNanos, long consentNanos, long connectNanos) {
    private static final long SECOND = 1_000_000_000L;

    /** 10 s, 5 s more, 30 s, and one minute to connect. */
    public static final IceTimeouts DEFAULT =
            new IceTimeouts(10 * SECOND, 5 * SECOND, 30 * SECOND, 60 * SECOND);

    public IceTimeouts {
        if (disconnectedNanos <= 0 || failedNanos <= 0 || consentNanos <= 0 || connectNanos <= 0) {
            throw new IllegalArgumentException("timeouts must be positive");
        }
    }
}
