package org.consilium.media.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RtpPacketTest {
    private static final HeaderExtensionMap IDS =
            new HeaderExtensionMap(
                    Map.of(
                            HeaderExtension.AUDIO_LEVEL, 1,
                            HeaderExtension.TRANSPORT_SEQUENCE, 3,
                            HeaderExtension.MID, 4,
                            HeaderExtension.RID, 10,
                            HeaderExtension.DEPENDENCY_DESCRIPTOR, 12,
                            HeaderExtension.PLAYOUT_DELAY, 200));

    private final SourcePacket packet = new SourcePacket();

    private boolean read(String hex) {
        byte[] bytes = HexFormat.ofDelimiter(" ").parseHex(hex);
        // Not at the beginning of the array, so that a forgotten offset shows.
        byte[] moved = new byte[bytes.length + 7];
        System.arraycopy(bytes, 0, moved, 5, bytes.length);
        return packet.read(moved, 5, bytes.length, IDS);
    }

    @Test
    void readsTheFixedHeader() {
        assertThat(read("80 e0 12 34 01 02 03 04 de ad be ef aa bb")).isTrue();
        assertThat(packet.marker).isTrue();
        assertThat(packet.payloadType).isEqualTo(96);
        assertThat(packet.sequence()).isEqualTo(0x1234);
        assertThat(packet.timestamp).isEqualTo(0x01020304);
        assertThat(packet.ssrc).isEqualTo(0xdeadbeef);
        assertThat(packet.payloadLength).isEqualTo(2);
        assertThat(packet.audioLevel).isEqualTo(-1);
    }

    @Test
    void readsOneByteExtensionsBehindContributingSources() {
        assertThat(
                        read(
                                "92 6f 00 01 00 00 00 02 00 00 00 03 11 11 11 11 22 22 22 22"
                                        + " be de 00 03 10 9e 31 ab cd 00 40 30 a1 68 66 00 77"))
                .isTrue();
        assertThat(packet.hasVoice).isTrue();
        assertThat(packet.audioLevel).isEqualTo(30);
        assertThat(packet.transportSequence()).isEqualTo(0xabcd);
        assertThat(packet.extensionEquals(HeaderExtension.MID, "0")).isTrue();
        assertThat(packet.extensionEquals(HeaderExtension.MID, "1")).isFalse();
        assertThat(packet.extensionEquals(HeaderExtension.RID, "hf")).isTrue();
        assertThat(packet.payloadLength).isEqualTo(1);
    }

    @Test
    void readsTwoByteExtensionsWithEmptyAndLargeOnes() {
        assertThat(
                        read(
                                "90 6f 00 01 00 00 00 02 00 00 00 03"
                                        + " 10 07 00 04 03 02 00 07 04 00 c8 03 00 00 0a 00 00 00"
                                        + " 00 00 55"))
                .isTrue();
        assertThat(packet.transportSequence()).isEqualTo(7);
        assertThat(packet.has(HeaderExtension.MID)).isTrue();
        assertThat(packet.extensionEquals(HeaderExtension.MID, "")).isTrue();
        assertThat(packet.has(HeaderExtension.PLAYOUT_DELAY)).isTrue();
    }

    @Test
    void anUnknownExtensionProfileIsPassedOver() {
        assertThat(read("90 6f 00 01 00 00 00 02 00 00 00 03 ab cd 00 01 31 00 01 00 55")).isTrue();
        assertThat(packet.transportSequence()).isEqualTo(-1);
        assertThat(packet.payloadLength).isEqualTo(1);
    }

    /** RFC 8285 §4.2: id 15, and id 0 with a length, end the processing. */
    @Test
    void reservedIdsEndTheProcessing() {
        assertThat(read("90 6f 00 01 00 00 00 02 00 00 00 03 be de 00 02 f0 00 31 00 01 00 00 00"))
                .isTrue();
        assertThat(packet.transportSequence()).isEqualTo(-1);
        assertThat(read("90 6f 00 01 00 00 00 02 00 00 00 03 be de 00 02 03 00 31 00 01 00 00 00"))
                .isTrue();
        assertThat(packet.transportSequence()).isEqualTo(-1);
    }

    @Test
    void takesPaddingOffThePayload() {
        assertThat(read("a0 6f 00 01 00 00 00 02 00 00 00 03 aa 00 00 03")).isTrue();
        assertThat(packet.payloadLength).isEqualTo(1);
        assertThat(read("a0 6f 00 01 00 00 00 02 00 00 00 03 00 00 00 04")).isTrue();
        assertThat(packet.isPaddingOnly()).isTrue();
    }

    @Test
    void refusesLengthsThatLie() {
        String[] bad = {
            "80 6f 00 01 00 00 00 02 00 00 00", // shorter than a header
            "40 6f 00 01 00 00 00 02 00 00 00 03", // version 1
            "8f 6f 00 01 00 00 00 02 00 00 00 03 00 00 00 00", // 15 CSRCs
            "90 6f 00 01 00 00 00 02 00 00 00 03 be de", // half an extension header
            "90 6f 00 01 00 00 00 02 00 00 00 03 be de 00 02 10 00 00 00", // 2 words claimed, 1
            // there
            "90 6f 00 01 00 00 00 02 00 00 00 03 be de ff ff 10 00 00 00",
            "90 6f 00 01 00 00 00 02 00 00 00 03 be de 00 01 3f 00 00 00", // element too long
            "90 6f 00 01 00 00 00 02 00 00 00 03 10 00 00 01 03 ff 00 00",
            "90 6f 00 01 00 00 00 02 00 00 00 03 10 00 00 01 00 00 00 03",
            "a0 6f 00 01 00 00 00 02 00 00 00 03", // padding without a byte
            "a0 6f 00 01 00 00 00 02 00 00 00 03 00 00 00 05",
            "a0 6f 00 01 00 00 00 02 00 00 00 03 00 00 00 00"
        };
        for (String hex : bad) {
            assertThat(read(hex)).as(hex).isFalse();
        }
    }

    @Test
    void anExtensionIdCannotBeUsedTwice() {
        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () ->
                                new HeaderExtensionMap(
                                        Map.of(HeaderExtension.MID, 4, HeaderExtension.RID, 4)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aRestoredOriginalKeepsWhatWasReadOfItsHeader() {
        assertThat(
                        read(
                                "b2 e1 00 09 00 00 00 02 00 00 00 03 11 11 11 11 22 22 22 22"
                                        + " be de 00 03 10 9e 31 ab cd 00 40 30 a1 68 66 00"
                                        + " 12 34 77 78 00 02"))
                .isTrue();

        packet.restore(0xdeadbeef, 96);

        assertThat(packet.sequence()).isEqualTo(0x1234);
        assertThat(packet.ssrc).isEqualTo(0xdeadbeef);
        assertThat(packet.payloadType).isEqualTo(96);
        assertThat(packet.payloadLength).isEqualTo(2);
        assertThat(packet.array[packet.payloadOffset]).isEqualTo((byte) 0x77);
        assertThat(packet.transportSequence()).isEqualTo(0xabcd);
        assertThat(packet.extensionEquals(HeaderExtension.MID, "0")).isTrue();
        assertThat(packet.has(HeaderExtension.PLAYOUT_DELAY)).isFalse();
        var again = new SourcePacket();
        assertThat(again.read(packet.array, packet.offset, packet.length, IDS)).isTrue();
        assertThat(again.payloadOffset).isEqualTo(packet.payloadOffset);
        assertThat(again.payloadLength).isEqualTo(packet.payloadLength);
        assertThat(again.marker).isTrue();
        assertThat(again.sequence()).isEqualTo(0x1234);
        assertThat(again.ssrc).isEqualTo(0xdeadbeef);
        assertThat(again.extensionOffsets).isEqualTo(packet.extensionOffsets);
    }
}
