package org.consilium.perf.load.net;

/** Takes what arrived on a socket. */
@FunctionalInterface
public interface TrainReceiver {
    /**
     * Datagrams that arrived as one: each {@code segmentLength} bytes long but for the last, which
     * may be shorter. The array is borrowed until return and may be written to.
     *
     * @param socket as {@link UdpSockets#open} named it
     */
    void onTrain(int socket, byte[] array, int length, int segmentLength);
}
