package org.consilium.server.dtls;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.consilium.media.dtls.DtlsEnd;
import org.consilium.media.dtls.DtlsEvents;

/** Remembers what an endpoint told, and checks that it told it on the loop's thread. */
final class RecordingEvents implements DtlsEvents {
    static final class Established {
        private final int profile;
        private final byte[] keyingMaterial;

        Established(int profile, byte[] keyingMaterial) {
            this.profile = profile;
            this.keyingMaterial = keyingMaterial;
        }

        int profile() {
            return profile;
        }

        byte[] keyingMaterial() {
            return keyingMaterial;
        }
    }

    final CompletableFuture<Established> established = new CompletableFuture<>();
    final CompletableFuture<DtlsEnd> end = new CompletableFuture<>();
    final BlockingQueue<String> data = new LinkedBlockingQueue<>();
    final AtomicInteger transmitted = new AtomicInteger();
    final AtomicInteger elsewhere = new AtomicInteger();
    private final Consumer<byte[]> network;

    RecordingEvents(Consumer<byte[]> network) {
        this.network = network;
    }

    private void checkThread() {
        if (!Thread.currentThread().getName().equals("test-loop") || end.isDone()) {
            elsewhere.incrementAndGet();
        }
    }

    String nextData() {
        try {
            String text = data.poll(20, TimeUnit.SECONDS);
            if (text == null) {
                throw new AssertionError("no data came");
            }
            return text;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void onTransmit(byte[] array, int offset, int length) {
        checkThread();
        transmitted.incrementAndGet();
        network.accept(Arrays.copyOfRange(array, offset, offset + length));
    }

    @Override
    public void onEstablished(int srtpProfile, byte[] keyingMaterial) {
        checkThread();
        established.complete(new Established(srtpProfile, keyingMaterial));
    }

    @Override
    public void onApplicationData(byte[] array, int offset, int length) {
        checkThread();
        data.add(new String(array, offset, length, StandardCharsets.UTF_8));
    }

    @Override
    public void onEnd(DtlsEnd reason) {
        checkThread();
        end.complete(reason);
    }
}
