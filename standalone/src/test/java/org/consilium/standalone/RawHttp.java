package org.consilium.standalone;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A connection on which every byte is the test's. */
final class RawHttp implements AutoCloseable {
    private final Socket socket;

    /**
     * @param source the last byte of the address 127.0.0.x to call from
     */
    RawHttp(URI server, int source) throws IOException {
        socket =
                new Socket(
                        InetAddress.getLoopbackAddress(),
                        server.getPort(),
                        InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) source}),
                        0);
        socket.setSoTimeout(10_000);
    }

    void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    /** Everything until the other end closes; what there was when nothing came for ten seconds. */
    String readAll() throws IOException {
        var answer = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(answer);
        } catch (SocketTimeoutException e) {
            answer.writeBytes("(still open)".getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            if (answer.size() == 0) {
                answer.writeBytes("(reset)".getBytes(StandardCharsets.UTF_8));
            }
        }
        return answer.toString(StandardCharsets.ISO_8859_1);
    }

    /** Sends a request and returns the whole answer; the request must ask for the end. */
    static String ask(URI server, int source, String request) throws IOException {
        try (var http = new RawHttp(server, source)) {
            http.send(request);
            return http.readAll();
        }
    }

    /** Sends a request and returns the status of the answer, whatever follows it. */
    static int firstStatus(URI server, int source, String request) throws IOException {
        try (var http = new RawHttp(server, source)) {
            http.send(request);
            return status(
                    new String(
                            http.socket.getInputStream().readNBytes(13),
                            StandardCharsets.ISO_8859_1));
        }
    }

    /** The status of an answer; 0 when there is none. */
    static int status(String answer) {
        return answer.startsWith("HTTP/1.1 ") ? Integer.parseInt(answer.substring(9, 12)) : 0;
    }

    /** Whether the other end has closed. */
    boolean isClosed() throws IOException {
        socket.setSoTimeout(1);
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
