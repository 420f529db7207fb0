package org.consilium.media.buffer;

/**
 * Takes datagrams away from the core. Called on the loop's thread only; must not call back into the
 * engine, and must not keep the array after it returned.
 */
@FunctionalInterface
public interface DatagramSink {
    /**
     * Sends {@code length} bytes to the remote end of {@code path} as a train of datagrams: each of
     * {@code segmentLength} bytes but the last, which may be shorter. A single datagram has {@code
     * segmentLength == length}. The bytes are borrowed until return.
     *
     * <p>Sending is best effort, as UDP is: what the socket refuses is dropped and counted by the
     * shell.
     */
    void send(NetworkPath path, byte[] array, int offset, int length, int segmentLength);

    /** Sends one datagram. */
    default void send(NetworkPath path, byte[] array, int offset, int length) {
        send(path, array, offset, length, length);
    }
}
