package org.consilium.server.dtls;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.function.Predicate;
import org.consilium.media.dtls.DtlsEndpoint;
import org.consilium.media.dtls.DtlsFingerprint;
import org.consilium.media.dtls.DtlsProvider;
import org.consilium.media.dtls.DtlsRole;

/**
 * Our client and our server on one loop, joined by a link that delivers what a filter lets pass.
 */
final class DtlsPair {
    final TestLoop loop;
    final DtlsEndpoint client;
    final DtlsEndpoint server;
    final RecordingEvents clientEvents;
    final RecordingEvents serverEvents;

    DtlsPair(TestLoop loop, DtlsProvider provider, Predicate<byte[]> passes) {
        this.loop = loop;
        client = loop.call(provider::open);
        server = loop.call(provider::open);
        clientEvents = new RecordingEvents(bytes -> deliver(server, bytes, passes));
        serverEvents = new RecordingEvents(bytes -> deliver(client, bytes, passes));
    }

    private void deliver(DtlsEndpoint to, byte[] bytes, Predicate<byte[]> passes) {
        if (passes.test(bytes)) {
            loop.execute(() -> to.onDatagram(bytes, 0, bytes.length));
        }
    }

    DtlsPair start() {
        return start(List.of(server.localFingerprint()), List.of(client.localFingerprint()));
    }

    DtlsPair start(List<DtlsFingerprint> clientExpects, List<DtlsFingerprint> serverExpects) {
        loop.run(
                () -> {
                    server.start(DtlsRole.SERVER, serverExpects, serverEvents);
                    client.start(DtlsRole.CLIENT, clientExpects, clientEvents);
                });
        return this;
    }

    DtlsPair awaitEstablished() {
        TestLoop.await(clientEvents.established);
        TestLoop.await(serverEvents.established);
        return this;
    }

    boolean send(DtlsEndpoint from, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return loop.call(() -> from.send(bytes, 0, bytes.length));
    }

    void close() {
        loop.run(
                () -> {
                    client.close();
                    server.close();
                });
    }
}
