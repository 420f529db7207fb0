package org.consilium.media.rtcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RtcpTest {
    private final Recorder heard = new Recorder();
    private final byte[] array = new byte[1500];

    private boolean read(String hex) {
        byte[] bytes = HexFormat.ofDelimiter(" ").parseHex(hex);
        byte[] moved = new byte[bytes.length + 9];
        System.arraycopy(bytes, 0, moved, 3, bytes.length);
        return RtcpReader.read(moved, 3, bytes.length, heard);
    }

    @Test
    void readsASenderReportWithABlockByTheLayoutOfTheRfc() {
        assertThat(
                        read(
                                "81 c8 00 0c 11 22 33 44 b4 4d b7 05 20 00 00 00 00 01 5f 90 00 00"
                                        + " 00 07 00 00 10 00 55 66 77 88 40 ff ff fe 00 01 ff f0"
                                        + " 00 00 00 2d b7 05 20 00 00 05 40 00"))
                .isTrue();
        assertThat(heard.lines)
                .containsExactly(
                        "SR 11223344 ntp b44db70520000000 rtp 90000 packets 7 octets 4096",
                        "block 11223344 of 55667788 fraction 64 lost -2 highest 131056 jitter 45"
                                + " lsr b7052000 dlsr 54000");
    }

    @Test
    void readsACompoundAsChromiumSendsIt() {
        assertThat(
                        read(
                                "80 c9 00 01 00 00 00 01"
                                        + " 81 ca 00 03 00 00 00 01 01 04 61 62 63 64 00 00"
                                        + " 81 ce 00 02 00 00 00 01 00 00 00 02"
                                        + " 81 cd 00 03 00 00 00 01 00 00 00 02 ff fe 00 05"))
                .isTrue();
        assertThat(heard.lines)
                .containsExactly(
                        "RR 1",
                        "cname 1 abcd",
                        "PLI 1 2",
                        "nack 1 2 65534",
                        "nack 1 2 65535",
                        "nack 1 2 1");
    }

    @Test
    void whatTheWriterWritesTheReaderReads() {
        int at = 0;
        at += RtcpWriter.writeSenderReport(array, at, 0xdeadbeef, 0x123456789abcdef0L, -5, 10, 999);
        at += RtcpWriter.writeReceiverReport(array, at, 7, 1);
        at += RtcpWriter.writeReportBlock(array, at, 8, 12, -0x900000, -1, 0xffffffffL, 5, 6);
        at += RtcpWriter.writeCanonicalName(array, at, 7, "été".getBytes(StandardCharsets.UTF_8));
        at += RtcpWriter.writePictureLoss(array, at, 1, 2);
        at += RtcpWriter.writeFullIntraRequest(array, at, 1, 2, 200);
        at += RtcpWriter.writeReceiverEstimatedBitrate(array, at, 1, 2, 2_500_003);
        at += RtcpWriter.writeBye(array, at, 7);
        assertThat(RtcpReader.read(array, 0, at, heard)).isTrue();
        assertThat(heard.lines)
                .containsExactly(
                        "SR deadbeef ntp 123456789abcdef0 rtp -5 packets 10 octets 999",
                        "RR 7",
                        "block 7 of 8 fraction 12 lost -8388608 highest -1 jitter 4294967295 lsr 5"
                                + " dlsr 6",
                        "cname 7 été",
                        "PLI 1 2",
                        "FIR 1 2 200",
                        "REMB 1 2500000",
                        "bye 7");
    }

    @Test
    void canonicalNamesOfEveryLengthReadBack() {
        for (int length = 0; length <= 255; length++) {
            heard.lines.clear();
            String name = "x".repeat(length);
            int written =
                    RtcpWriter.writeCanonicalName(
                            array, 0, 1, name.getBytes(StandardCharsets.US_ASCII));
            assertThat(RtcpReader.read(array, 0, written, heard)).isTrue();
            assertThat(heard.lines).containsExactly("cname 1 " + name);
        }
    }

    @Test
    void packsLostNumbersIntoMasks() {
        var writer = new NackWriter();
        writer.begin(array, 4, 4 + 20, 1, 2);
        assertThat(writer.add(65530)).isTrue();
        assertThat(writer.add(65531)).isTrue();
        assertThat(writer.add(10)).isTrue(); // 16 after the first
        assertThat(writer.add(11)).isTrue(); // a second entry
        assertThat(writer.add(100)).isFalse(); // no third
        assertThat(writer.finish()).isEqualTo(20);
        assertThat(RtcpReader.read(array, 4, 20, heard)).isTrue();
        assertThat(heard.lines)
                .containsExactly("nack 1 2 65530", "nack 1 2 65531", "nack 1 2 10", "nack 1 2 11");
        writer.begin(array, 0, 100, 1, 2);
        assertThat(writer.finish()).isZero();
    }

    @Test
    void anUnknownTypeIsPassedOverAndAnExtendedReportToo() {
        assertThat(read("80 cf 00 01 00 00 00 01 80 d0 00 00 81 ce 00 02 00 00 00 01 00 00 00 02"))
                .isTrue();
        assertThat(heard.lines).containsExactly("PLI 1 2");
    }

    @Test
    void stopsAtTheFirstLengthThatLies() {
        String pictureLoss = "81 ce 00 02 00 00 00 01 00 00 00 02";
        String[] bad = {
            "81 ce 00", // half a header
            "41 ce 00 02 00 00 00 01 00 00 00 02", // version 1
            "81 ce 00 03 00 00 00 01 00 00 00 02", // longer than it is
            "a1 ce 00 02 00 00 00 01 00 00 00 00", // padding of nothing
            "a1 ce 00 02 00 00 00 01 00 00 00 0c", // padding over the header
            "a1 ce 00 02 00 00 00 01 00 00 00 03" // padding no multiple of four
        };
        for (String hex : bad) {
            heard.lines.clear();
            assertThat(read(pictureLoss + " " + hex)).as(hex).isFalse();
            assertThat(heard.lines).containsExactly("PLI 1 2");
        }
    }

    @Test
    void skipsABodyThatLiesAndGoesOn() {
        String[] bad = {
            "82 c9 00 01 00 00 00 01", // two blocks claimed, none there
            "81 c8 00 01 00 00 00 01",
            "81 ca 00 02 00 00 00 01 01 ff 61 61", // item longer than the packet
            "81 ca 00 02 00 00 00 01 01 02 61 61", // no null at the end
            "82 cb 00 01 00 00 00 01",
            "81 ce 00 01 00 00 00 01",
            "84 ce 00 03 00 00 00 01 00 00 00 00 00 00 00 02", // half an FIR entry
            "8f ce 00 03 00 00 00 01 00 00 00 00 52 45 4d 42",
            "8f cd 00 04 00 00 00 01 00 00 00 02 00 01 00 08 00 00 00 00", // no chunks
            "8f cd 00 05 00 00 00 01 00 00 00 02 00 01 ff ff 00 00 00 00 1f ff 00 00" // too many
        };
        for (String hex : bad) {
            heard.lines.clear();
            assertThat(read(hex + " 81 ce 00 02 00 00 00 01 00 00 00 02")).as(hex).isFalse();
            assertThat(heard.lines).as(hex).last().isEqualTo("PLI 1 2");
            assertThat(heard.lines).as(hex).noneMatch(line -> line.startsWith("twcc"));
        }
    }

    @Test
    void readsTransportFeedbackWithEveryKindOfChunk() {
        // base 5, 25 statuses, reference -1 (24 bits), count 9:
        // run of 3 small; one-bit vector 14: 1 then 0s; two-bit vector 7: large, small, 0...; 1
        // left
        assertThat(
                        read(
                                "8f cd 00 08 00 00 00 01 00 00 00 02 00 05 00 19 ff ff ff 09"
                                        + " 20 03 a0 00 e4 00 00 01"
                                        + " 04 08 0c 10 ff f0 01 00"))
                .isTrue();
        assertThat(heard.lines.getFirst()).isEqualTo("twcc 1 2 base 5 count 25 ref -1 fb 9");
        assertThat(heard.lines)
                .filteredOn(line -> line.startsWith("at"))
                .containsExactly(
                        "at 5 -252",
                        "at 6 -244",
                        "at 7 -232",
                        "at 8 -216",
                        "at 22 -232",
                        "at 23 -231");
    }

    /** As the native library of browsers sends it: one byte of padding, which counts itself. */
    @Test
    void readsTransportFeedbackThatIsPaddedToAWord() {
        assertThat(
                        read(
                                "af cd 00 05 fa 17 fa 17 29 49 c8 c8 00 00 00 01"
                                        + " 03 12 d7 00 20 01 6f 01"))
                .isTrue();
        assertThat(heard.lines)
                .containsExactly(
                        "twcc -99091945 692701384 base 0 count 1 ref 201431 fb 0", "at 0 51566447");
    }

    @Test
    void feedbackWrittenIsFeedbackRead() {
        long seed = 99;
        System.out.println("seed " + seed);
        var random = new SplittableRandom(seed);
        var writer = new TransportFeedbackWriter();
        for (int round = 0; round < 2_000; round++) {
            heard.lines.clear();
            var expected = new ArrayList<String>();
            int base = random.nextInt(0x10000);
            long ticks = random.nextLong(-1_000_000, 1_000_000_000L);
            double loss = random.nextDouble();
            int spread = 1 << random.nextInt(14);
            int capacity = random.nextInt(24, 1200);
            int count = 0;
            boolean begun = false;
            int limit = random.nextInt(1, 600);
            for (int i = 0; i < limit; i++) {
                if (i > 0 && random.nextDouble() < loss) {
                    continue;
                }
                ticks += random.nextInt(-spread / 2, spread);
                int sequence = (base + i) & 0xffff;
                if (!begun) {
                    writer.begin(base, ticks, capacity);
                    begun = true;
                }
                if (!writer.add(sequence, ticks)) {
                    break;
                }
                expected.add(
                        "at " + sequence + " " + wrap(ticks, writtenReference(ticks, expected)));
                count = i + 1;
            }
            int length = writer.write(array, 0, 1, 2, round & 0xff);
            assertThat(length).isLessThanOrEqualTo(Math.max(24, capacity));
            assertThat(RtcpReader.read(array, 0, length, heard)).isTrue();
            assertThat(heard.lines.getFirst()).contains("base " + base + " count " + count);
            assertThat(heard.lines).filteredOn(line -> line.startsWith("at")).isEqualTo(expected);
            assertThat(heard.lines)
                    .filteredOn(line -> line.startsWith("lost"))
                    .hasSize(count - expected.size());
        }
    }

    private long firstReference;

    /** The reference of the message is that of its first arrival. */
    private long writtenReference(long ticks, List<String> before) {
        if (before.isEmpty()) {
            firstReference = Math.floorDiv(ticks, 256L);
        }
        return firstReference;
    }

    /** The reference time has 24 signed bits. */
    private static long wrap(long ticks, long reference) {
        return ticks + ((reference << 40 >> 40) - reference) * 256;
    }

    @Test
    void survivesAnyBytes() {
        long seed = 815;
        System.out.println("seed " + seed);
        var random = new SplittableRandom(seed);
        byte[][] templates = {
            HexFormat.of()
                    .parseHex(
                            "81c8000c11223344b44db705200000000001 5f90000000070000100055667788"
                                            .replace(" ", "")
                                    + "40fffffe0001fff00000002db705200000054000"),
            HexFormat.of().parseHex("81ca00030000000101046162636400 00".replace(" ", "")),
            HexFormat.of()
                    .parseHex(
                            "8fcd000800000001000000020005001 9ffffff092003a000e40000010408 0c10fff00100"
                                    .replace(" ", "")),
            HexFormat.of().parseHex("81cd00030000000100000002fffe0005"),
            HexFormat.of().parseHex("8fce0005000000010000000052454d42010a9c4000000002"),
            HexFormat.of().parseHex("84ce00040000000100000000000000020500000 0".replace(" ", ""))
        };
        byte[] bytes = new byte[300];
        var counter = new Counter();
        int wellFormed = 0;
        for (int round = 0; round < 200_000; round++) {
            random.nextBytes(bytes);
            int length = random.nextInt(0, 200);
            if ((round & 3) != 0) {
                length = 0;
                for (int i = random.nextInt(1, 4); i > 0; i--) {
                    byte[] template = templates[random.nextInt(templates.length)];
                    System.arraycopy(template, 0, bytes, length, template.length);
                    length += template.length;
                }
                for (int i = random.nextInt(4); i > 0; i--) {
                    bytes[random.nextInt(length)] ^= (byte) (1 << random.nextInt(8));
                }
                length -= random.nextInt(4) == 0 ? random.nextInt(length) : 0;
            }
            // An exact array: a step over the end would throw.
            byte[] exact = java.util.Arrays.copyOf(bytes, length);
            wellFormed += RtcpReader.read(exact, 0, length, counter) ? 1 : 0;
        }
        assertThat(wellFormed).isGreaterThan(20_000);
        assertThat(counter.open).isFalse();
    }

    private static final class Counter implements RtcpVisitor {
        private boolean open;

        @Override
        public void onTransportFeedback(
                int sender, int media, int base, int count, int reference, int feedbackCount) {
            assertThat(open).isFalse();
            open = true;
        }

        @Override
        public void onTransportFeedbackEnd() {
            open = false;
        }

        @Override
        public void onReceiverEstimatedBitrate(int senderSsrc, long bitrateBps) {
            assertThat(bitrateBps).isNotNegative();
        }
    }

    private static final class Recorder implements RtcpVisitor {
        private final List<String> lines = new ArrayList<>();

        @Override
        public void onSenderReport(
                int ssrc, long ntp, int rtpTimestamp, long packetCount, long octetCount) {
            lines.add(
                    "SR %x ntp %x rtp %d packets %d octets %d"
                            .formatted(ssrc, ntp, rtpTimestamp, packetCount, octetCount));
        }

        @Override
        public void onReceiverReport(int ssrc) {
            lines.add("RR " + ssrc);
        }

        @Override
        public void onReportBlock(
                int reporterSsrc,
                int ssrc,
                int fractionLost,
                int cumulativeLost,
                int highestSequence,
                long jitter,
                int lastSenderReport,
                int delaySinceLastSenderReport) {
            lines.add(
                    "block %x of %x fraction %d lost %d highest %d jitter %d lsr %x dlsr %x"
                            .formatted(
                                    reporterSsrc,
                                    ssrc,
                                    fractionLost,
                                    cumulativeLost,
                                    highestSequence,
                                    jitter,
                                    lastSenderReport,
                                    delaySinceLastSenderReport));
        }

        @Override
        public void onCanonicalName(int ssrc, byte[] array, int offset, int length) {
            lines.add(
                    "cname "
                            + ssrc
                            + " "
                            + new String(array, offset, length, StandardCharsets.UTF_8));
        }

        @Override
        public void onBye(int ssrc) {
            lines.add("bye " + ssrc);
        }

        @Override
        public void onNack(int senderSsrc, int mediaSsrc, int sequence) {
            lines.add("nack " + senderSsrc + " " + mediaSsrc + " " + sequence);
        }

        @Override
        public void onPictureLoss(int senderSsrc, int mediaSsrc) {
            lines.add("PLI " + senderSsrc + " " + mediaSsrc);
        }

        @Override
        public void onFullIntraRequest(int senderSsrc, int mediaSsrc, int sequenceNumber) {
            lines.add("FIR " + senderSsrc + " " + mediaSsrc + " " + sequenceNumber);
        }

        @Override
        public void onReceiverEstimatedBitrate(int senderSsrc, long bitrateBps) {
            lines.add("REMB " + senderSsrc + " " + bitrateBps);
        }

        @Override
        public void onTransportFeedback(
                int sender, int media, int base, int count, int reference, int feedbackCount) {
            lines.add(
                    "twcc %d %d base %d count %d ref %d fb %d"
                            .formatted(sender, media, base, count, reference, feedbackCount));
        }

        @Override
        public void onTransportArrival(int sequence, long arrivalTicks) {
            lines.add("at " + sequence + " " + arrivalTicks);
        }

        @Override
        public void onTransportLoss(int sequence) {
            lines.add("lost " + sequence);
        }
    }
}
