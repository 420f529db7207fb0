package org.consilium.media.send;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.consilium.media.buffer.BigEndian;
import org.consilium.media.receive.PublisherClock;
import org.consilium.media.receive.ReceiveResult;
import org.consilium.media.receive.ReceiveStream;
import org.consilium.media.receive.ReceiveStreamSettings;
import org.consilium.media.rtp.FrameDescriptions;
import org.consilium.media.rtp.HeaderExtension;
import org.consilium.media.rtp.HeaderExtensionMap;
import org.consilium.media.rtp.PayloadFormat;
import org.consilium.media.rtp.PayloadTypeMap;
import org.consilium.media.rtp.SourcePacket;
import org.consilium.media.simulation.Arrival;
import org.consilium.media.simulation.LayeredCamera;
import org.consilium.media.simulation.LayeredCamera.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A scalable source in one stream, and receivers that take some of its layers. */
class LayeredSendStreamTest {
    private static final long PICTURE_NANOS = 33_333_333L;
    private static final HeaderExtensionMap SOURCE_IDS =
            new HeaderExtensionMap(
                    Map.of(HeaderExtension.DEPENDENCY_DESCRIPTOR, LayeredCamera.DESCRIPTOR_ID));
    private static final HeaderExtensionMap RECEIVER_IDS =
            new HeaderExtensionMap(Map.of(HeaderExtension.DEPENDENCY_DESCRIPTOR, 5));

    private final PublisherClock clock = new PublisherClock();
    private long nowNanos = 1_000_000_000L;

    private static PayloadFormat format(Shape shape) {
        return shape == Shape.DESCRIBED ? PayloadFormat.AV1 : PayloadFormat.VP9;
    }

    private ReceiveStream source(int ssrc, Shape shape) {
        var types =
                PayloadTypeMap.builder()
                        .media(LayeredCamera.PAYLOAD_TYPE, format(shape), 90_000)
                        .build();
        return new ReceiveStream(
                ReceiveStreamSettings.video(ssrc, format(shape), types, SOURCE_IDS), clock);
    }

    private static SendStream stream(Shape shape) {
        byte[] types = new byte[128];
        Arrays.fill(types, (byte) -1);
        byte[] none = types.clone();
        types[LayeredCamera.PAYLOAD_TYPE] = 100;
        none[100] = 101;
        return new SendStream(
                new SendStreamSettings(
                        7, 90_000, format(shape), types, 8, none, true, RECEIVER_IDS, true, null),
                new SplittableRandom(11));
    }

    /** What one receiver got, and whether a decoder would be content with it. */
    private static final class Viewer {
        private final Shape shape;
        private final FrameDescriptions descriptions = new FrameDescriptions();
        private final SourcePacket view = new SourcePacket();
        private final Set<Integer> decoded = new HashSet<>();
        private final Map<Integer, Integer> parts = new HashMap<>();
        private final List<LayeredCamera.Frame> shown = new ArrayList<>();
        private int lastSequence = -1;
        private int lastTimestamp;
        private boolean pictureOpen;
        private int lastFrameNumber = -1;
        private int lastPictureId = -1;

        Viewer(Shape shape) {
            this.shape = shape;
        }

        void receive(byte[] array, int length, LayeredCamera camera) {
            byte[] bytes = Arrays.copyOf(array, length);
            assertThat(view.read(bytes, 0, length, RECEIVER_IDS)).isTrue();
            assertThat(view.readFacts(format(shape))).isTrue();
            if (view.has(HeaderExtension.DEPENDENCY_DESCRIPTOR)) {
                assertThat(descriptions.read(view, true)).isTrue();
            }
            if (lastSequence >= 0) {
                assertThat(view.sequence()).isEqualTo((lastSequence + 1) & 0xffff);
                if (pictureOpen) {
                    assertThat(view.timestamp)
                            .as("a picture without marker")
                            .isEqualTo(lastTimestamp);
                } else {
                    assertThat(view.timestamp - lastTimestamp).isPositive();
                }
            }
            lastSequence = view.sequence();
            lastTimestamp = view.timestamp;
            pictureOpen = !view.marker;
            int at = content(view);
            var frame = camera.frame(BigEndian.i32(bytes, at));
            int count = bytes[at + 6];
            checkNumbers(frame);
            int got = parts.merge(frame.number(), 1, Integer::sum);
            if (got == count) {
                assertThat(decoded).as("%s", frame).containsAll(frame.needs());
                decoded.add(frame.number());
            }
            if (view.marker) {
                assertThat(got).as("marked before the end of %s", frame).isEqualTo(count);
                shown.add(frame);
            }
        }

        void goOnFrom(Viewer other) {
            lastSequence = other.lastSequence;
            lastTimestamp = other.lastTimestamp;
            lastFrameNumber = other.lastFrameNumber;
            lastPictureId = other.lastPictureId;
            pictureOpen = other.pictureOpen;
            decoded.clear();
        }

        private void checkNumbers(LayeredCamera.Frame frame) {
            if (view.has(HeaderExtension.DEPENDENCY_DESCRIPTOR)) {
                if (lastFrameNumber >= 0) {
                    assertThat((view.frameKey - lastFrameNumber) & 0xffff)
                            .as("%s", frame)
                            .isLessThan(100);
                }
                lastFrameNumber = view.frameKey;
            }
            if (view.pictureId >= 0) {
                if (lastPictureId >= 0) {
                    assertThat((view.pictureId - lastPictureId) & 0x7fff).isLessThan(10);
                }
                lastPictureId = view.pictureId;
            }
        }

        private static int content(SourcePacket view) {
            if (view.format == PayloadFormat.AV1) {
                return view.payloadOffset + 1;
            }
            byte[] array = view.array;
            int flags = array[view.payloadOffset];
            int at = view.payloadOffset + 4;
            if ((flags & 0x10) == 0 || (flags & 0x40) != 0) {
                at++; // TL0PICIDX or one reference
            }
            if ((flags & 0x02) != 0) {
                at += 1 + 4 * (((array[at] & 0xff) >>> 5) + 1);
            }
            return at;
        }

        LayeredCamera.Frame last() {
            return shown.getLast();
        }
    }

    private final byte[] out = new byte[4_000];
    private final Arrival arrival = new Arrival(SOURCE_IDS);

    private void forward(
            byte[] packet,
            ReceiveStream source,
            SendStream stream,
            Viewer viewer,
            LayeredCamera camera) {
        assertThat(arrival.of(packet, source, nowNanos)).isEqualTo(ReceiveResult.ACCEPTED);
        int length = stream.write(arrival.packet(), out, 0);
        if (length > 0) {
            viewer.receive(out, length, camera);
        }
    }

    @ParameterizedTest
    @EnumSource(Shape.class)
    void followsEveryWishOnceTheEncoderAllows(Shape shape) {
        for (boolean keyScalable : new boolean[] {false, true}) {
            var camera = new LayeredCamera(3, shape, 3, 3, keyScalable, 5);
            ReceiveStream source = source(3, shape);
            SendStream stream = stream(shape);
            var viewer = new Viewer(shape);
            var random = new SplittableRandom(17);
            stream.switchTo(source);
            int spatial = 2;
            int temporal = 2;
            int since = 100;
            for (int picture = 0; picture < 3_000; picture++) {
                if (random.nextInt(20) == 0) {
                    spatial = random.nextInt(3);
                    temporal = random.nextInt(3);
                    stream.maxSpatialLayer(spatial);
                    stream.maxTemporalLayer(temporal);
                    since = 0;
                }
                if (stream.needsKeyframe()) {
                    camera.requestKeyframe();
                }
                int before = viewer.shown.size();
                for (byte[] packet : camera.picture(nowNanos)) {
                    forward(packet, source, stream, viewer, camera);
                }
                assertThat(viewer.pictureOpen).isFalse();
                if (viewer.shown.size() > before) {
                    var shown = viewer.last();
                    assertThat(shown.spatialId()).isEqualTo(spatial);
                    assertThat(shown.temporalId()).isLessThanOrEqualTo(temporal);
                    assertThat(viewer.shown.size()).isEqualTo(before + 1);
                } else {
                    assertThat(temporal < 2 || since < 4).isTrue();
                }
                since++;
                nowNanos += PICTURE_NANOS;
            }
            assertThat(camera.keyframes()).isLessThan(120);
        }
    }

    @ParameterizedTest
    @EnumSource(Shape.class)
    void goesDownWithoutAKeyframe(Shape shape) {
        var camera = new LayeredCamera(3, shape, 3, 3, true, 5);
        ReceiveStream source = source(3, shape);
        SendStream stream = stream(shape);
        var viewer = new Viewer(shape);
        stream.switchTo(source);
        for (int picture = 0; picture < 30; picture++) {
            stream.maxSpatialLayer(2 - picture / 10);
            assertThat(stream.needsKeyframe()).isEqualTo(picture == 0);
            for (byte[] packet : camera.picture(nowNanos)) {
                forward(packet, source, stream, viewer, camera);
            }
            assertThat(viewer.last().spatialId()).isEqualTo(2 - picture / 10);
            nowNanos += PICTURE_NANOS;
        }
        assertThat(camera.keyframes()).isEqualTo(1);
        assertThat(viewer.shown).hasSize(30);
    }

    @ParameterizedTest
    @EnumSource(Shape.class)
    void twoEncodersInTurnLookLikeOne(Shape shape) {
        var cameras =
                List.of(
                        new LayeredCamera(3, shape, 1, 3, false, 5),
                        new LayeredCamera(4, shape, 1, 3, false, 6));
        var sources = List.of(source(3, shape), source(4, shape));
        SendStream stream = stream(shape);
        var viewers = List.of(new Viewer(shape), new Viewer(shape));
        int writer = -1;
        for (int picture = 0; picture < 400; picture++) {
            int wanted = picture / 20 % 2;
            stream.switchTo(sources.get(wanted));
            if (stream.needsKeyframe()) {
                cameras.get(wanted).requestKeyframe();
            }
            for (int i = 0; i < 2; i++) {
                for (byte[] packet : cameras.get(i).picture(nowNanos)) {
                    arrival.of(packet, sources.get(i), nowNanos);
                    int length = stream.write(arrival.packet(), out, 0);
                    if (length > 0) {
                        if (writer >= 0 && writer != i) {
                            viewers.get(i).goOnFrom(viewers.get(writer));
                        }
                        writer = i;
                        viewers.get(i).receive(out, length, cameras.get(i));
                    }
                }
            }
            assertThat(writer).isEqualTo(wanted);
            nowNanos += PICTURE_NANOS;
        }
        assertThat(viewers.get(0).shown.size()).isBetween(200, 210);
        assertThat(viewers.get(1).shown.size()).isEqualTo(200);
    }

    /** Lost, late and repeated packets; what is repaired is the same as what was lost. */
    @ParameterizedTest
    @EnumSource(Shape.class)
    void repairsWhatWasLostWithTheSameMarkerAndNumbers(Shape shape) {
        var camera = new LayeredCamera(3, shape, 3, 3, true, 5);
        ReceiveStream source = source(3, shape);
        SendStream stream = stream(shape);
        stream.maxSpatialLayer(1);
        stream.switchTo(source);
        var view = new SourcePacket();
        int repaired = 0;
        for (int picture = 0; picture < 50; picture++) {
            for (byte[] packet : camera.picture(nowNanos)) {
                arrival.of(packet, source, nowNanos);
                int length = stream.write(arrival.packet(), out, 0);
                if (length < 0) {
                    continue;
                }
                byte[] sent = Arrays.copyOf(out, length);
                view.read(sent, 0, length, RECEIVER_IDS);
                int repair = stream.writeRepair(view.sequence(), out, 0, nowNanos);
                assertThat(repair).isEqualTo(length + 2);
                assertThat(out[1] & 0x80).isEqualTo(sent[1] & 0x80);
                assertThat(BigEndian.i32(out, 4)).isEqualTo(view.timestamp);
                int header = view.payloadOffset;
                assertThat(Arrays.copyOfRange(out, 12, header))
                        .isEqualTo(Arrays.copyOfRange(sent, 12, header));
                assertThat(BigEndian.u16(out, header)).isEqualTo(view.sequence());
                assertThat(Arrays.copyOfRange(out, header + 2, repair))
                        .isEqualTo(Arrays.copyOfRange(sent, header, length));
                repaired++;
            }
            nowNanos += PICTURE_NANOS;
        }
        assertThat(repaired).isGreaterThan(100);
    }

    @ParameterizedTest
    @EnumSource(Shape.class)
    void putsLatePacketsInTheirPlaceOrFillsIt(Shape shape) {
        var camera = new LayeredCamera(3, shape, 3, 3, false, 5);
        ReceiveStream source = source(3, shape);
        SendStream stream = stream(shape);
        stream.maxSpatialLayer(1);
        stream.switchTo(source);
        var random = new SplittableRandom(23);
        var delayed = new ArrayList<byte[]>();
        var sequences = new HashSet<Integer>();
        var view = new SourcePacket();
        int highest = -1;
        for (int picture = 0; picture < 300; picture++) {
            List<byte[]> packets = camera.picture(nowNanos);
            var arriving = new ArrayList<byte[]>();
            for (byte[] packet : packets) {
                if (picture > 0 && random.nextInt(10) == 0) {
                    delayed.add(packet);
                } else {
                    arriving.add(packet);
                }
            }
            if (picture % 3 == 2 || picture == 299) {
                arriving.addAll(delayed);
                delayed.clear();
            }
            for (byte[] packet : arriving) {
                arrival.of(packet, source, nowNanos);
                int length = stream.write(arrival.packet(), out, 0);
                if (length > 0) {
                    view.read(out, 0, length, RECEIVER_IDS);
                    assertThat(sequences.add(view.sequence())).isTrue();
                    highest = Math.max(highest, view.sequence());
                }
            }
            nowNanos += PICTURE_NANOS;
        }
        int lowest = sequences.stream().mapToInt(Integer::intValue).min().orElseThrow();
        assertThat(sequences).hasSize(highest - lowest + 1);
    }

    @Test
    void doesNotLetAFrameThroughThatRefersToOneLeftOut() {
        // Temporal layers only; the receiver has the base and wants all from within a pattern.
        var camera = new LayeredCamera(3, Shape.DESCRIBED, 1, 3, false, 5);
        ReceiveStream source = source(3, Shape.DESCRIBED);
        SendStream stream = stream(Shape.DESCRIBED);
        var viewer = new Viewer(Shape.DESCRIBED);
        stream.maxTemporalLayer(0);
        stream.switchTo(source);
        for (int picture = 0; picture < 40; picture++) {
            if (picture == 18) { // between a frame of layer 2 and the one of layer 1 it leads to
                stream.maxTemporalLayer(2);
            }
            for (byte[] packet : camera.picture(nowNanos)) {
                forward(packet, source, stream, viewer, camera);
            }
            nowNanos += PICTURE_NANOS;
        }
        assertThat(viewer.shown).hasSize(5 + 20);
        assertThat(camera.keyframes()).isEqualTo(1);
    }
}
