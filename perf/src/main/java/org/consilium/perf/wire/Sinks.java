package org.consilium.perf.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * Sockets on the loopback interface that nobody reads: their buffers are full at once, and the
 * kernel drops what comes after it has been carried and cut. So no reader's work is measured.
 */
final class Sinks implements AutoCloseable {
    static final int COUNT = 10;

    private static final int SMALLEST_BUFFER = 1;

    private final List<DatagramSocket> sockets = new ArrayList<>();

    Sinks() {
        try {
            for (int i = 0; i < COUNT; i++) {
                var socket =
                        new DatagramSocket(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                socket.setReceiveBufferSize(SMALLEST_BUFFER);
                sockets.add(socket);
            }
        } catch (IOException e) {
            close();
            throw new UncheckedIOException(e);
        }
    }

    InetSocketAddress address(int index) {
        return (InetSocketAddress) sockets.get(index).getLocalSocketAddress();
    }

    @Override
    public void close() {
        sockets.forEach(DatagramSocket::close);
    }
}
