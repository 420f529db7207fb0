package org.consilium.media.send;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import org.consilium.media.receive.PublisherClock;
import org.consilium.media.receive.ReceiveStream;
import org.consilium.media.receive.ReceiveStreamSettings;
import org.consilium.media.rtp.HeaderExtensionMap;
import org.consilium.media.rtp.PayloadFormat;
import org.consilium.media.rtp.PayloadTypeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a stream keeps on the heap; all of it exists from the start. */
class MemoryPerStreamTest {
    private static final int STREAMS = 400;

    @ParameterizedTest
    @EnumSource(
            value = PayloadFormat.class,
            names = {"OPUS", "VP8", "H264", "VP9", "AV1"})
    void aReceiverOfAStreamCostsAtMost16KiB(PayloadFormat format) {
        long bytes =
                bytesEach(
                        i ->
                                new SendStream(
                                        new SendStreamSettings(
                                                1000 + i,
                                                format.isVideo() ? 90_000 : 48_000,
                                                format,
                                                types(),
                                                5000 + i,
                                                types(),
                                                true,
                                                new HeaderExtensionMap(Map.of()),
                                                true,
                                                "1"),
                                        new SplittableRandom(i)));

        assertThat(bytes).isLessThanOrEqualTo(16 << 10);
    }

    @Test
    void aSenderWithASecondOfHistoryCostsAtMost300KiB() {
        long bytes =
                bytesEach(
                        i ->
                                new ReceiveStream(
                                        ReceiveStreamSettings.video(
                                                1000 + i,
                                                PayloadFormat.VP8,
                                                PayloadTypeMap.builder()
                                                        .media(96, PayloadFormat.VP8, 90_000)
                                                        .build(),
                                                HeaderExtensionMap.EMPTY),
                                        new PublisherClock()));

        assertThat(bytes).isLessThanOrEqualTo(300 << 10);
    }

    private static byte[] types() {
        byte[] types = new byte[128];
        Arrays.fill(types, (byte) -1);
        types[96] = 97;
        return types;
    }

    /** What building one allocates, which is all that it ever keeps and a little more. */
    private static long bytesEach(IntFunction<Object> stream) {
        var threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
        // With the first come classes and what they share.
        String name = stream.apply(0).getClass().getSimpleName();
        var streams = new Object[STREAMS];
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < STREAMS; i++) {
            streams[i] = stream.apply(i + 1);
        }
        long bytes = (threads.getCurrentThreadAllocatedBytes() - before) / STREAMS;
        System.out.println(name + ": " + bytes + " bytes");
        assertThat(streams).doesNotContainNull();
        return bytes;
    }
}
