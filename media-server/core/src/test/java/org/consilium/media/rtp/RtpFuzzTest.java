package org.consilium.media.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever the bytes, reading answers, stays inside the packet, and what it accepts can be used.
 */
class RtpFuzzTest {
    private static final int ROUNDS = 200_000;
    private static final int BEFORE = 16;

    private static final HeaderExtensionMap IDS =
            new HeaderExtensionMap(
                    Map.of(
                            HeaderExtension.AUDIO_LEVEL, 1,
                            HeaderExtension.TRANSPORT_SEQUENCE, 3,
                            HeaderExtension.MID, 4,
                            HeaderExtension.DEPENDENCY_DESCRIPTOR, 12));

    private static final byte[][] SEEDS = {
        HexFormat.of()
                .parseHex(
                        "90e01234010203040000000 3bede0003109e31abcd004030a1686600".replace(" ", "")
                                + "90f09234172550"
                                + "2a009d012a8002680100"),
        HexFormat.of()
                .parseHex(
                        "9060123401020304000000031000000203020007040000 00".replace(" ", "")
                                + "78000367 42e0000268ce".replace(" ", "")),
        HexFormat.of()
                .parseHex("a2e0123401020304000000031111111122222222" + "7c85888401020304000005")
    };

    @ParameterizedTest
    @EnumSource(PayloadFormat.class)
    void survivesAnyBytes(PayloadFormat format) {
        long seed = 4711L + format.name().hashCode();
        System.out.println("seed " + seed);
        var random = new SplittableRandom(seed);
        var packet = new SourcePacket();
        var plan = new HeaderExtensionPlan(IDS, true, "0");
        byte[] array = new byte[BEFORE + 256];
        byte[] out = new byte[2048];
        int accepted = 0;
        for (int round = 0; round < ROUNDS; round++) {
            random.nextBytes(array);
            int length = random.nextInt(0, 200);
            if ((round & 3) != 0) {
                byte[] template = SEEDS[random.nextInt(SEEDS.length)];
                System.arraycopy(template, 0, array, BEFORE, template.length);
                length = template.length - (random.nextInt(4) == 0 ? random.nextInt(12) : 0);
                for (int i = random.nextInt(4); i > 0; i--) {
                    array[BEFORE + random.nextInt(template.length)] ^=
                            (byte) (1 << random.nextInt(8));
                }
            }
            if (!packet.read(array, BEFORE, length, IDS) || !packet.readFacts(format)) {
                continue;
            }
            accepted++;
            int end = BEFORE + length;
            assertThat(packet.payloadOffset).isBetween(BEFORE + 12, end);
            assertThat(packet.payloadLength).isBetween(0, end - packet.payloadOffset);
            int written = plan.write(packet, out, 0, true);
            assertThat(written).isLessThanOrEqualTo(plan.maxLength(packet));
            if (format == PayloadFormat.VP8 && !packet.isPaddingOnly()) {
                checkRewrite(packet, random);
            }
            if (packet.payloadLength >= 2) {
                Retransmission.restore(
                        array, BEFORE, packet.payloadOffset - BEFORE, packet.ssrc, 96);
                assertThat(packet.read(array, BEFORE + 2, length - 2, IDS)).isTrue();
            }
        }
        assertThat(accepted).isGreaterThan(ROUNDS / 20);
    }

    /** Numbers that were written read back, and nothing else of the packet changed. */
    private static void checkRewrite(SourcePacket packet, SplittableRandom random) {
        int pictureId = random.nextInt();
        int tl0 = random.nextInt();
        int key = random.nextInt();
        byte[] before = packet.array.clone();
        boolean had = packet.pictureId >= 0;
        int bits = packet.pictureIdBits;
        boolean hadTl0 = packet.tl0PictureIndex >= 0;
        boolean hadKey = packet.keyIndex >= 0;
        int temporal = packet.temporalId;
        Vp8Descriptor.rewrite(packet.array, packet.payloadOffset, pictureId, tl0, key);
        var again = new SourcePacket();
        assertThat(again.read(packet.array, packet.offset, packet.length, IDS)).isTrue();
        assertThat(again.readFacts(PayloadFormat.VP8)).isTrue();
        assertThat(again.pictureId).isEqualTo(had ? pictureId & ((1 << bits) - 1) : -1);
        assertThat(again.tl0PictureIndex).isEqualTo(hadTl0 ? tl0 & 0xff : -1);
        assertThat(again.keyIndex).isEqualTo(hadKey ? key & 0x1f : -1);
        assertThat(again.temporalId).isEqualTo(temporal);
        Vp8Descriptor.rewrite(
                packet.array,
                packet.payloadOffset,
                packet.pictureId,
                packet.tl0PictureIndex,
                packet.keyIndex);
        assertThat(packet.array).isEqualTo(before);
    }
}
