package org.consilium.media.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HeaderExtensionPlanTest {
    private static final HeaderExtensionMap PUBLISHER =
            new HeaderExtensionMap(
                    Map.of(
                            HeaderExtension.AUDIO_LEVEL, 1,
                            HeaderExtension.ABS_SEND_TIME, 2,
                            HeaderExtension.TRANSPORT_SEQUENCE, 3,
                            HeaderExtension.MID, 4,
                            HeaderExtension.RID, 10,
                            HeaderExtension.VIDEO_ORIENTATION, 5,
                            HeaderExtension.ABS_CAPTURE_TIME, 6,
                            HeaderExtension.DEPENDENCY_DESCRIPTOR, 12));

    private static final HeaderExtensionMap RECEIVER =
            new HeaderExtensionMap(
                    Map.of(
                            HeaderExtension.AUDIO_LEVEL, 7,
                            HeaderExtension.TRANSPORT_SEQUENCE, 9,
                            HeaderExtension.MID, 2,
                            HeaderExtension.DEPENDENCY_DESCRIPTOR, 4));

    private final SourcePacket packet = new SourcePacket();
    private final byte[] out = new byte[600];

    private void read(String extension) {
        byte[] bytes =
                HexFormat.ofDelimiter(" ")
                        .parseHex("90 6f 00 01 00 00 00 02 00 00 00 03 " + extension + " 99");
        assertThat(packet.read(bytes, 0, bytes.length, PUBLISHER)).isTrue();
    }

    private String written(HeaderExtensionPlan plan, boolean withMid) {
        Arrays.fill(out, (byte) 0xee);
        int length = plan.write(packet, out, 8, withMid);
        return HexFormat.ofDelimiter(" ").formatHex(out, 8, 8 + length);
    }

    @Test
    void givesTheReceiverItsOwnIdsAndLeavesOutWhatIsThePublishers() {
        var plan = new HeaderExtensionPlan(RECEIVER, false, "17");
        // level, send time, transport sequence, mid "0", rid "q", orientation
        read("be de 00 05 10 aa 22 01 02 03 31 12 34 40 30 a0 71 50 01 00 00 00 00 00");
        assertThat(written(plan, true)).isEqualTo("be de 00 02 91 00 00 21 31 37 70 aa");
        assertThat(plan.transportSequenceOffset()).isEqualTo(8 + 5);
        assertThat(written(plan, false)).isEqualTo("be de 00 02 91 00 00 70 aa 00 00 00");
    }

    @Test
    void aReceiverWithoutExtensionsGetsNone() {
        var plan = new HeaderExtensionPlan(HeaderExtensionMap.EMPTY, true, "17");
        read("be de 00 01 10 aa 00 00");
        assertThat(plan.write(packet, out, 0, true)).isZero();
        assertThat(plan.transportSequenceOffset()).isEqualTo(-1);
    }

    @Test
    void aLargeElementTakesTheTwoByteFormOnlyIfTheReceiverAllowsIt() {
        String descriptor = "0c 12 00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f 10 11";
        read("10 00 00 05 " + descriptor);
        assertThat(written(new HeaderExtensionPlan(RECEIVER, true, null), true))
                .isEqualTo(
                        "10 00 00 06 09 02 00 00 04 12 00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e"
                                + " 0f 10 11");
        assertThat(written(new HeaderExtensionPlan(RECEIVER, false, null), true))
                .isEqualTo("be de 00 01 91 00 00 00");
    }

    /** What a receiver reads is what the publisher wrote, whatever form either side uses. */
    @Test
    void whatIsWrittenReadsBackTheSame() {
        long seed = 20261121;
        System.out.println("seed " + seed);
        var random = new SplittableRandom(seed);
        var back = new SourcePacket();
        for (int round = 0; round < 5_000; round++) {
            byte[] bytes = randomPacket(random);
            assertThat(packet.read(bytes, 0, bytes.length, PUBLISHER)).isTrue();
            var plan = new HeaderExtensionPlan(RECEIVER, true, "mid");
            RtpPacket.writeFixedHeader(out, 0, true, false, 96, 1, 2, 3);
            int length = plan.write(packet, out, 12, true);
            assertThat(length).isBetween(4, plan.maxLength(packet)).isEqualTo(length & ~3);
            assertThat(back.read(out, 0, 12 + length, RECEIVER)).isTrue();
            assertThat(back.extensionEquals(HeaderExtension.MID, "mid")).isTrue();
            assertThat(back.transportSequence()).isZero();
            assertThat(back.audioLevel).isEqualTo(packet.audioLevel);
            assertThat(value(back, HeaderExtension.DEPENDENCY_DESCRIPTOR))
                    .isEqualTo(value(packet, HeaderExtension.DEPENDENCY_DESCRIPTOR));
        }
    }

    private static String value(SourcePacket packet, HeaderExtension extension) {
        int at = packet.extensionOffsets[extension.index()];
        return at < 0
                ? "absent"
                : HexFormat.of()
                        .formatHex(
                                packet.array, at, at + packet.extensionLengths[extension.index()]);
    }

    private static byte[] randomPacket(SplittableRandom random) {
        byte[] bytes = new byte[12 + 4 + 400];
        int position = 16;
        for (int id : new int[] {1, 2, 3, 10, 12}) {
            if (random.nextBoolean()) {
                int length = id == 12 ? random.nextInt(200) : random.nextInt(1, 17);
                bytes[position++] = (byte) id;
                bytes[position++] = (byte) length;
                for (int i = 0; i < length; i++) {
                    bytes[position++] = (byte) random.nextInt();
                }
            }
        }
        int words = (position - 16 + 3) / 4;
        RtpPacket.writeFixedHeader(bytes, 0, true, false, 96, 1, 2, 3);
        org.consilium.media.buffer.BigEndian.putU16(bytes, 12, 0x1000);
        org.consilium.media.buffer.BigEndian.putU16(bytes, 14, words);
        return Arrays.copyOf(bytes, 16 + words * 4);
    }
}
