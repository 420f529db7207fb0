package org.consilium.server.dtls;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.consilium.media.dtls.DtlsEnd;
import org.consilium.media.dtls.DtlsEndpoint;
import org.consilium.media.dtls.DtlsEvents;
import org.consilium.media.dtls.DtlsProvider;
import org.consilium.media.dtls.DtlsRole;
import org.consilium.server.loop.LoopExecutor;

/** Handshakes with ourselves, to have the classes loaded and the worst of the code compiled. */
final class WarmUp {
    private static final int HANDSHAKES = 8;
    private static final int TIMEOUT_SECONDS = 10;

    private WarmUp() {}

    static void run(DtlsService service) {
        try (ExecutorService executor = Executors.newSingleThreadExecutor()) {
            LoopExecutor loop =
                    task -> {
                        try {
                            executor.execute(task);
                            return true;
                        } catch (RejectedExecutionException ignored) {
                            return false; // the last good-bye, when we have seen enough
                        }
                    };
            DtlsProvider provider = service.provider(loop);
            for (int i = 0; i < HANDSHAKES; i++) {
                var done = new CountDownLatch(2);
                executor.execute(() -> begin(provider, loop, done));
                if (!done.await(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                    throw new IllegalStateException("DTLS does not work on this machine");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void begin(DtlsProvider provider, LoopExecutor loop, CountDownLatch done) {
        DtlsEndpoint client = provider.open();
        DtlsEndpoint server = provider.open();
        server.start(
                DtlsRole.SERVER,
                List.of(client.localFingerprint()),
                new Link(loop, server, client, done));
        client.start(
                DtlsRole.CLIENT,
                List.of(server.localFingerprint()),
                new Link(loop, client, server, done));
    }

    /** Carries one end's datagrams to the other; both say one word, and it is over. */
    private record Link(
            LoopExecutor loop, DtlsEndpoint self, DtlsEndpoint peer, CountDownLatch done)
            implements DtlsEvents {
        private static final byte[] WORD = {1};

        @Override
        public void onTransmit(byte[] array, int offset, int length) {
            byte[] datagram = Arrays.copyOfRange(array, offset, offset + length);
            loop.execute(() -> peer.onDatagram(datagram, 0, datagram.length));
        }

        @Override
        public void onEstablished(int srtpProfile, byte[] keyingMaterial) {
            self.send(WORD, 0, WORD.length);
        }

        @Override
        public void onApplicationData(byte[] array, int offset, int length) {
            done.countDown();
            if (done.getCount() == 0) {
                self.close();
            }
        }

        @Override
        public void onEnd(DtlsEnd end) {}
    }
}
