package org.consilium.media.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class PayloadFormatTest {
    private final SourcePacket packet = new SourcePacket();

    private boolean read(PayloadFormat format, boolean marker, String payload) {
        byte[] bytes =
                HexFormat.ofDelimiter(" ")
                        .parseHex(
                                (marker ? "80 e0" : "80 60")
                                        + " 00 01 00 00 00 02 00 00 00 03"
                                        + (payload.isEmpty() ? "" : " " + payload));
        assertThat(packet.read(bytes, 0, bytes.length, HeaderExtensionMap.EMPTY)).isTrue();
        return packet.readFacts(format);
    }

    /** As Chromium sends the first packet of a 640x360 keyframe with three temporal layers. */
    @Test
    void readsAVp8KeyframeWithAllFields() {
        assertThat(
                        read(
                                PayloadFormat.VP8,
                                false,
                                "90 f0 92 34 17 25 50 2a 00 9d 01 2a 80 02 68 01 00"))
                .isTrue();
        assertThat(packet.pictureId).isEqualTo(0x1234);
        assertThat(packet.pictureIdBits).isEqualTo(15);
        assertThat(packet.tl0PictureIndex).isEqualTo(0x17);
        assertThat(packet.temporalId).isZero();
        assertThat(packet.isLayerSync).isTrue();
        assertThat(packet.keyIndex).isEqualTo(5);
        assertThat(packet.isKeyframe).isTrue();
        assertThat(packet.startsFrame).isTrue();
        assertThat(packet.endsFrame).isFalse();
        assertThat(packet.width).isEqualTo(640);
        assertThat(packet.height).isEqualTo(360);
    }

    @Test
    void readsAVp8InterFrameOfAHigherLayer() {
        assertThat(read(PayloadFormat.VP8, true, "90 e0 55 17 80 51 00")).isTrue();
        assertThat(packet.pictureId).isEqualTo(0x55);
        assertThat(packet.pictureIdBits).isEqualTo(7);
        assertThat(packet.temporalId).isEqualTo(2);
        assertThat(packet.isLayerSync).isFalse();
        assertThat(packet.keyIndex).isEqualTo(-1);
        assertThat(packet.isKeyframe).isFalse();
        assertThat(packet.endsFrame).isTrue();
    }

    @Test
    void readsTheShortestVp8Descriptor() {
        assertThat(read(PayloadFormat.VP8, false, "10 50")).isTrue();
        assertThat(packet.isKeyframe).isTrue();
        assertThat(packet.width).isZero();
        assertThat(packet.pictureId).isEqualTo(-1);
        assertThat(packet.tl0PictureIndex).isEqualTo(-1);
        // a later partition, and the rest of a partition
        assertThat(read(PayloadFormat.VP8, false, "11 50")).isTrue();
        assertThat(packet.startsFrame).isFalse();
        assertThat(packet.isKeyframe).isFalse();
        assertThat(read(PayloadFormat.VP8, false, "00 50")).isTrue();
        assertThat(packet.startsFrame).isFalse();
    }

    @Test
    void refusesAVp8DescriptorThatIsCutOff() {
        for (String hex :
                new String[] {
                    "10",
                    "90",
                    "90 80",
                    "90 80 92",
                    "90 80 92 34",
                    "90 40",
                    "90 40 01",
                    "90 20",
                    "90 10 01",
                    "90 f0 92 34 17 25"
                }) {
            assertThat(read(PayloadFormat.VP8, false, hex)).as(hex).isFalse();
        }
    }

    @Test
    void rewritesVp8NumbersInTheirWidth() {
        byte[] wide = HexFormat.of().parseHex("0090f0923417a55099");
        Vp8Descriptor.rewrite(wide, 1, 0x18001, 0x1ff, 0x23);
        assertThat(HexFormat.of().formatHex(wide)).isEqualTo("0090f08001ffa35099");
        byte[] narrow = HexFormat.of().parseHex("90c0557f50");
        Vp8Descriptor.rewrite(narrow, 0, 0x1ff, 2, 3);
        assertThat(HexFormat.of().formatHex(narrow)).isEqualTo("90c07f0250");
        byte[] none = HexFormat.of().parseHex("1050");
        Vp8Descriptor.rewrite(none, 0, 1, 2, 3);
        assertThat(HexFormat.of().formatHex(none)).isEqualTo("1050");
        byte[] layersOnly = HexFormat.of().parseHex("9020e150");
        Vp8Descriptor.rewrite(layersOnly, 0, 1, 2, 3);
        assertThat(HexFormat.of().formatHex(layersOnly)).isEqualTo("9020e150");
    }

    @Test
    void findsH264KeyframesInEveryPacketization() {
        // STAP-A of SPS (3 bytes) and PPS (2 bytes)
        assertThat(read(PayloadFormat.H264, false, "78 00 03 67 42 e0 00 02 68 ce")).isTrue();
        assertThat(packet.isKeyframe).isTrue();
        assertThat(packet.startsFrame).isTrue();
        // single SPS
        assertThat(read(PayloadFormat.H264, false, "67 42 e0 1f")).isTrue();
        assertThat(packet.isKeyframe && packet.startsFrame).isTrue();
        // IDR in a first fragment, and in a middle one
        assertThat(read(PayloadFormat.H264, false, "7c 85 88 84")).isTrue();
        assertThat(packet.isKeyframe).isTrue();
        assertThat(packet.startsFrame).isFalse();
        assertThat(read(PayloadFormat.H264, true, "7c 45 88 84")).isTrue();
        assertThat(packet.isKeyframe).isFalse();
        assertThat(packet.endsFrame).isTrue();
        // a slice of another frame
        assertThat(read(PayloadFormat.H264, true, "41 9a 02")).isTrue();
        assertThat(packet.isKeyframe).isFalse();
    }

    @Test
    void refusesH264AggregationsThatLie() {
        for (String hex :
                new String[] {
                    "78",
                    "78 00",
                    "78 00 03",
                    "78 00 04 67 42 e0",
                    "78 00 00 67",
                    "78 00 01 67 00",
                    "7c"
                }) {
            assertThat(read(PayloadFormat.H264, false, hex)).as(hex).isFalse();
        }
    }

    /** RFC 9628 §4.2, as Chromium sends the first packet of a key picture of three layers. */
    @Test
    void readsAVp9KeyPictureWithItsStructure() {
        String sizes = "01 40 00 b4 02 80 01 68 05 00 02 d0";
        assertThat(read(PayloadFormat.VP9, false, "ba 92 34 10 50 " + sizes + " 82 49")).isTrue();
        assertThat(packet.pictureId).isEqualTo(0x1234);
        assertThat(packet.pictureIdBits).isEqualTo(15);
        assertThat(packet.isKeyframe && packet.startsFrame).isTrue();
        assertThat(packet.endsFrame).isFalse();
        assertThat(packet.spatialId).isZero();
        assertThat(packet.joinableTemporalId).isEqualTo(SourcePacket.ANY_LAYER);
        assertThat(packet.width).isEqualTo(1280);
        assertThat(packet.height).isEqualTo(720);
    }

    @Test
    void readsVp9ReferencesOfTheFlexibleMode() {
        // P, L, F; picture 0x55, temporal layer 2, spatial layer 1, inter-layer, references 1 and 4
        assertThat(read(PayloadFormat.VP9, true, "f4 55 43 03 08 82")).isTrue();
        assertThat(packet.pictureIdBits).isEqualTo(7);
        assertThat(packet.temporalId).isEqualTo(2);
        assertThat(packet.spatialId).isEqualTo(1);
        assertThat(packet.isKeyframe).isFalse();
        assertThat(packet.endsFrame).isTrue();
        assertThat(packet.frameKey).isEqualTo(0x55 << 3 | 1);
        assertThat(packet.dependencies).startsWith(1, 1 << 3, 4 << 3);
        assertThat(packet.dependencyCount).isEqualTo(3);
    }

    @Test
    void readsVp9OfAGroupOfPictures() {
        // I, L, B, V: TL0PICIDX 7, a group of two pictures
        String group = "18 01 40 00 b4 02 14 01 34 01";
        assertThat(read(PayloadFormat.VP9, false, "aa 80 01 00 07 " + group + " 82")).isTrue();
        assertThat(packet.tl0PictureIndex).isEqualTo(7);
        assertThat(packet.isKeyframe).isTrue();
        assertThat(packet.width).isEqualTo(320);
    }

    @Test
    void refusesAVp9DescriptorThatIsCutOffOrLies() {
        for (String hex :
                new String[] {
                    "8a", // picture id missing
                    "8a 92",
                    "8a 92 34",
                    "18 82", // flexible without picture id
                    "a8 55 00", // TL0PICIDX missing
                    "a8 55 00 07",
                    "d8 55", // reference missing
                    "d8 55 03 03 03 02 82", // more than three references
                    "8a 55 50 01 40", // sizes cut off
                    "8a 55 08", // group missing
                    "8a 55 08 02 04",
                    "8a 55 08 01 04 01" // nothing left for the frame
                }) {
            assertThat(read(PayloadFormat.VP9, false, hex)).as(hex).isFalse();
        }
    }

    @Test
    void rewritesVp9NumbersInTheirWidth() {
        byte[] wide = HexFormat.of().parseHex("00aa92341017ff");
        Vp9Descriptor.rewrite(wide, 1, 0x18001, 0x1fe);
        assertThat(HexFormat.of().formatHex(wide)).isEqualTo("00aa800110feff");
        byte[] narrow = HexFormat.of().parseHex("ba551017ff");
        Vp9Descriptor.rewrite(narrow, 0, 0x1ff, 2);
        assertThat(HexFormat.of().formatHex(narrow)).isEqualTo("ba7f1017ff");
        byte[] none = HexFormat.of().parseHex("0c82");
        Vp9Descriptor.rewrite(none, 0, 1, 2);
        assertThat(HexFormat.of().formatHex(none)).isEqualTo("0c82");
    }

    @Test
    void findsAv1KeyframesByTheAggregationHeader() {
        assertThat(read(PayloadFormat.AV1, false, "18 0a 0b")).isTrue();
        assertThat(packet.isKeyframe && packet.startsFrame).isTrue();
        assertThat(read(PayloadFormat.AV1, true, "90 32 01")).isTrue();
        assertThat(packet.isKeyframe).isFalse();
        assertThat(packet.endsFrame).isTrue();
        assertThat(read(PayloadFormat.AV1, false, "98 0a 0b")).as("Z and N").isFalse();
        assertThat(read(PayloadFormat.AV1, false, "18")).isFalse();
    }

    /** RFC 2198 §3. */
    @Test
    void findsThePrimaryBlockOfRed() {
        // one block of two bytes, 960 ticks back, then the primary
        assertThat(read(PayloadFormat.RED, false, "ef 0f 00 02 6f aa bb cc dd ee")).isTrue();
        assertThat(packet.primaryType).isEqualTo(111);
        assertThat(packet.primaryLength).isEqualTo(3);
        assertThat(packet.array[packet.primaryOffset] & 0xff).isEqualTo(0xcc);
        assertThat(read(PayloadFormat.RED, false, "6f cc")).isTrue();
        assertThat(packet.primaryLength).isEqualTo(1);
        for (String hex : new String[] {"ef", "ef 0f 00", "ef 0f 00 02", "ef 0f 00 03 6f aa bb"}) {
            assertThat(read(PayloadFormat.RED, false, hex)).as(hex).isFalse();
        }
    }

    @Test
    void eachOpusPacketIsAFrame() {
        assertThat(read(PayloadFormat.OPUS, false, "78 01")).isTrue();
        assertThat(packet.startsFrame && packet.endsFrame).isTrue();
    }

    /** RFC 4588 §4: header of the retransmission, OSN, original payload. */
    @Test
    void restoresTheOriginalOfARetransmission() {
        byte[] bytes = HexFormat.of().parseHex("80e100070000000200000099" + "1234" + "aabbcc");
        Retransmission.restore(bytes, 0, 12, 0x55, 96);
        assertThat(HexFormat.of().formatHex(bytes, 2, bytes.length))
                .isEqualTo("80e012340000000200000055" + "aabbcc");
    }
}
