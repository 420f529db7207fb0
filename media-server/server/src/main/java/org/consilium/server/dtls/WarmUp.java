package org.consilium.server.dtls;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.consilium.media.dtls.DtlsEnd;
import org.consilium.media.dtls.DtlsEndpoint;
import org.consilium.media.dtls.DtlsEvents;
import org.consilium.media.dtls.DtlsProvider;
import org.consilium.media.dtls.DtlsRole;
import org.consilium.server.loop.LoopExecutor;

/** Handshakes with ourselves, to have the classes loaded and the worst of the code compiled. */
final class WarmUp {
    private static final int HANDSHAKES = 8;

    private WarmUp() {}

    /**
     * Shakes hands some times, each time for as long as a handshake may take. A machine that is too
     * busy for that is cold afterwards, and no worse.
     *
     * @throws IllegalStateException when a handshake failed by anything but time
     */
    static void run(DtlsService service) {
        try (ExecutorService executor = Executors.newSingleThreadExecutor()) {
            run(
                    service,
                    task -> {
                        try {
                            executor.execute(task);
                            return true;
                        } catch (RejectedExecutionException ignored) {
                            return false; // the last good-bye, when we have seen enough
                        }
                    });
        }
    }

    static void run(DtlsService service, LoopExecutor loop) {
        DtlsProvider provider = service.provider(loop);
        long most = service.settings().handshakeTimeout().toMillis();
        for (int i = 0; i < HANDSHAKES; i++) {
            var end = new CompletableFuture<DtlsEnd>();
            loop.execute(() -> begin(provider, loop, end));
            try {
                DtlsEnd how = end.get(most, TimeUnit.MILLISECONDS);
                if (how == DtlsEnd.TIMED_OUT) {
                    return;
                }
                if (how != DtlsEnd.CLOSED_BY_PEER) {
                    throw new IllegalStateException("DTLS does not work on this machine: " + how);
                }
            } catch (TimeoutException e) {
                return;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (ExecutionException e) {
                throw new IllegalStateException("nothing completes it by an exception", e);
            }
        }
    }

    private static void begin(
            DtlsProvider provider, LoopExecutor loop, CompletableFuture<DtlsEnd> end) {
        DtlsEndpoint client = provider.open();
        DtlsEndpoint server = provider.open();
        var words = new AtomicInteger();
        server.start(
                DtlsRole.SERVER,
                List.of(client.localFingerprint()),
                new Link(loop, server, client, words, end));
        client.start(
                DtlsRole.CLIENT,
                List.of(server.localFingerprint()),
                new Link(loop, client, server, words, end));
    }

    /** Carries one end's datagrams to the other; both say one word, and it is over. */
    private record Link(
            LoopExecutor loop,
            DtlsEndpoint self,
            DtlsEndpoint peer,
            AtomicInteger words,
            CompletableFuture<DtlsEnd> end)
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
            if (words.incrementAndGet() == 2) {
                self.close();
            }
        }

        @Override
        public void onEnd(DtlsEnd how) {
            end.complete(how);
        }
    }
}
