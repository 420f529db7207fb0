package org.consilium.media.rtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.consilium.media.simulation.LayeredCamera;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameDescriptionsTest {
    private static final HeaderExtensionMap IDS =
            new HeaderExtensionMap(
                    Map.of(HeaderExtension.DEPENDENCY_DESCRIPTOR, LayeredCamera.DESCRIPTOR_ID));

    private final FrameDescriptions descriptions = new FrameDescriptions();
    private final SourcePacket packet = new SourcePacket();

    private boolean read(String descriptor) {
        byte[] value = HexFormat.of().parseHex(descriptor);
        byte[] bytes = new byte[12 + 4 + (value.length + 2 + 3) / 4 * 4 + 4];
        bytes[0] = (byte) 0x90;
        bytes[1] = 98;
        bytes[12] = 0x10;
        bytes[15] = (byte) ((value.length + 2 + 3) / 4);
        bytes[16] = LayeredCamera.DESCRIPTOR_ID;
        bytes[17] = (byte) value.length;
        System.arraycopy(value, 0, bytes, 18, value.length);
        return read(bytes);
    }

    private boolean read(byte[] bytes) {
        assertThat(packet.read(bytes, 0, bytes.length, IDS)).isTrue();
        return packet.readFacts(PayloadFormat.AV1) && descriptions.read(packet, true);
    }

    private List<Integer> dependencies() {
        return Arrays.stream(packet.dependencies, 0, packet.dependencyCount).boxed().toList();
    }

    @Test
    void knowsEveryFrameOfAScalableStream() {
        for (boolean keyScalable : new boolean[] {false, true}) {
            var camera = new LayeredCamera(1, LayeredCamera.Shape.DESCRIBED, 3, 3, keyScalable, 7);
            for (int picture = 0; picture < 20; picture++) {
                if (picture == 10) {
                    camera.requestKeyframe();
                }
                int first = camera.keyframes();
                List<byte[]> packets = camera.picture(picture * 33_000_000L);
                boolean key = camera.keyframes() > first;
                for (byte[] bytes : packets) {
                    assertThat(read(bytes)).isTrue();
                    int number = java.nio.ByteBuffer.wrap(bytes).getInt(packet.payloadOffset + 1);
                    LayeredCamera.Frame frame = camera.frame(number);
                    assertThat(packet.spatialId).isEqualTo(frame.spatialId());
                    assertThat(packet.temporalId).isEqualTo(frame.temporalId());
                    assertThat(packet.isKeyframe)
                            .isEqualTo(key && frame.spatialId() == 0 && packet.startsFrame);
                    assertThat(dependencies())
                            .containsExactlyInAnyOrderElementsOf(
                                    frame.needs().stream().map(need -> number - need).toList());
                    if (key) {
                        assertThat(packet.joinableSpatialId).isEqualTo(2);
                        assertThat(packet.joinableTemporalId).isEqualTo(2);
                    } else if (frame.temporalId() == 0) {
                        assertThat(packet.joinableSpatialId).isEqualTo(frame.spatialId());
                        assertThat(packet.joinableTemporalId).isEqualTo(2);
                    } else {
                        assertThat(packet.joinableSpatialId).isEqualTo(-1);
                    }
                    if (packet.isKeyframe) {
                        assertThat(packet.width).isEqualTo(1280);
                        assertThat(packet.height).isEqualTo(720);
                    }
                }
            }
            assertThat(descriptions.spatialLayers()).isEqualTo(3);
            assertThat(descriptions.activeSpatialLayers()).isEqualTo(0b111);
        }
    }

    /** VP9 in L3T3_KEY from Chromium 156, while it can afford two of three spatial layers. */
    @Test
    void readsWhatChromiumSends() {
        String structure =
                "c00001c0081485214eaaaaa8000600004000100002aa80a8000600004000100002a000a80006"
                        + "0000400016d549241b5524906d54923157e001974ca864330e222396eca865530422"
                        + "4390eca8775300ef008601df010d03bf021b1f80";
        assertThat(read(structure)).isTrue();
        assertThat(packet.isKeyframe && packet.startsFrame && packet.endsFrame).isTrue();
        assertThat(packet.joinableSpatialId).isEqualTo(2);
        assertThat(packet.width).isEqualTo(960);
        assertThat(packet.height).isEqualTo(540);
        assertThat(descriptions.spatialLayers()).isEqualTo(3);
        assertThat(descriptions.activeSpatialLayers()).isEqualTo(0b011);
        // descriptor, spatial and temporal layer, joinable ones, how far back it refers
        assertFrame("850002", 1, 0, 2, 2, 1);
        assertThat(packet.startsFrame && !packet.endsFrame).isTrue();
        assertFrame("450002", 1, 0, 2, 2, 1);
        assertThat(!packet.startsFrame && packet.endsFrame).isTrue();
        assertFrame("c300031a20100800", 0, 2, -1, -1, 2);
        assertFrame("c800041a20181000", 1, 2, -1, -1, 2);
        assertFrame("c200051a60201800", 0, 1, 0, 2, 4);
        assertFrame("c700061a60282000", 1, 1, 1, 2, 4);
        assertFrame("c300071a20302800", 0, 2, -1, -1, 2);
        assertFrame("c800081a20383000", 1, 2, -1, -1, 2);
        assertFrame("c100091ae0403800", 0, 0, 0, 2, 8);
        assertFrame("86000a1ae0084000", 1, 0, 1, 2, 8);
    }

    private void assertFrame(
            String descriptor,
            int spatialId,
            int temporalId,
            int joinableSpatialId,
            int joinableTemporalId,
            int back) {
        assertThat(read(descriptor)).as(descriptor).isTrue();
        assertThat(packet.isKeyframe).isFalse();
        assertThat(packet.spatialId).as(descriptor).isEqualTo(spatialId);
        assertThat(packet.temporalId).as(descriptor).isEqualTo(temporalId);
        assertThat(packet.joinableSpatialId).as(descriptor).isEqualTo(joinableSpatialId);
        assertThat(packet.joinableTemporalId).as(descriptor).isEqualTo(joinableTemporalId);
        assertThat(dependencies()).as(descriptor).containsExactly(back);
    }

    /** Encrypted end to end: an access unit that looks like a keyframe of H.264 or AV1 is none. */
    @Test
    void neverLooksIntoAPayloadThatMayBeEncrypted() {
        var camera = new LayeredCamera(1, LayeredCamera.Shape.DESCRIBED, 1, 3, false, 7);
        byte[] key = camera.picture(0).getFirst();
        byte[] delta = camera.picture(33_000_000L).getFirst();
        for (PayloadFormat format : List.of(PayloadFormat.AV1, PayloadFormat.H264)) {
            for (int noise = 0; noise < 256; noise++) {
                assertThat(packet.read(key, 0, key.length, IDS)).isTrue();
                key[packet.payloadOffset] = (byte) noise;
                assertThat(packet.readFacts(format) && descriptions.read(packet, true)).isTrue();
                assertThat(packet.isKeyframe && packet.startsFrame).isTrue();
                assertThat(packet.read(delta, 0, delta.length, IDS)).isTrue();
                delta[packet.payloadOffset] = (byte) noise;
                assertThat(packet.readFacts(format) && descriptions.read(packet, true)).isTrue();
                assertThat(packet.isKeyframe).isFalse();
            }
        }
        // VP8 and VP9 descriptors are never encrypted, what follows them is
        byte[] described = Arrays.copyOf(delta, delta.length);
        assertThat(packet.read(described, 0, described.length, IDS)).isTrue();
        described[packet.payloadOffset] = 0x10;
        described[packet.payloadOffset + 1] = 0;
        assertThat(packet.readFacts(PayloadFormat.VP8)).isTrue();
        assertThat(packet.startsFrame).isTrue();
        assertThat(packet.isKeyframe).isFalse();
    }

    @Test
    void knowsNothingBeforeTheStructureButWhereFramesBeginAndEnd() {
        assertThat(read("c50173")).isTrue();
        assertThat(packet.startsFrame && packet.endsFrame).isTrue();
        assertThat(packet.frameKey).isEqualTo(0x0173);
        assertThat(packet.isKeyframe).isFalse();
        assertThat(packet.spatialId).isZero();
    }

    @Test
    void keepsTheStructureBeforeForPacketsThatComeLate() {
        var before = new LayeredCamera(1, LayeredCamera.Shape.DESCRIBED, 2, 1, false, 3);
        var after = new LayeredCamera(1, LayeredCamera.Shape.DESCRIBED, 3, 1, false, 5);
        before.picture(0);
        before.requestKeyframe();
        List<byte[]> old = before.picture(0);
        List<byte[]> late = before.picture(1);
        old.forEach(bytes -> assertThat(read(bytes)).isTrue());
        after.picture(0).forEach(bytes -> assertThat(read(bytes)).isTrue());
        assertThat(read(late.getLast())).isTrue();
        assertThat(packet.spatialId).isEqualTo(1);
        assertThat(descriptions.spatialLayers()).isEqualTo(3);
    }

    @Test
    void refusesADescriptorThatIsCutOffAnywhere() {
        var camera = new LayeredCamera(1, LayeredCamera.Shape.DESCRIBED, 3, 3, true, 9);
        byte[] bytes = camera.picture(0).getFirst();
        int length = bytes[17];
        assertThat(read(HexFormat.of().formatHex(bytes, 18, 18 + length))).isTrue();
        for (int cut = 0; cut < length; cut++) {
            if (cut != 3) {
                String hex = HexFormat.of().formatHex(bytes, 18, 18 + cut);
                assertThat(read(hex)).as(hex).isFalse();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void survivesAnyBytes(long seed) {
        System.out.println("seed " + seed);
        var random = new SplittableRandom(seed);
        var camera = new LayeredCamera(1, LayeredCamera.Shape.DESCRIBED, 3, 3, true, seed);
        int accepted = 0;
        for (int round = 0; round < 100_000; round++) {
            if (random.nextInt(50) == 0) {
                camera.requestKeyframe();
            }
            List<byte[]> packets = camera.picture(round);
            byte[] bytes = packets.get(random.nextInt(packets.size()));
            for (int i = random.nextInt(6); i > 0; i--) {
                bytes[18 + random.nextInt(Math.max(1, bytes[17]))] ^=
                        (byte) (1 << random.nextInt(8));
            }
            if (random.nextInt(20) == 0) {
                byte[] noise = new byte[random.nextInt(1, 120)];
                random.nextBytes(noise);
                if (read(HexFormat.of().formatHex(noise))) {
                    accepted++;
                }
            }
            if (read(bytes)) {
                accepted++;
                assertThat(packet.spatialId).isBetween(0, 3);
                assertThat(packet.temporalId).isBetween(0, 7);
                assertThat(packet.frameKey).isBetween(0, 0xffff);
                descriptions.read(packet, false);
            }
        }
        assertThat(accepted).isGreaterThan(10_000);
    }
}
