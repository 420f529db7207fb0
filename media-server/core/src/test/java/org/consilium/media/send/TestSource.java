package org.consilium.media.send;

import org.consilium.media.receive.PublisherClock;
import org.consilium.media.receive.ReceiveResult;
import org.consilium.media.receive.ReceiveStream;
import org.consilium.media.rtp.HeaderExtensionMap;
import org.consilium.media.rtp.SourcePacket;
import org.consilium.media.simulation.Arrival;
import org.consilium.media.simulation.Vp8Camera;
import org.consilium.media.time.NtpTime;

/** A camera and the incoming stream that takes it, as one simulcast layer of a publisher. */
final class TestSource {
    /** All layers of the test are of one publisher. */
    private final PublisherClock clock = new PublisherClock();

    private final ReceiveStream source;
    private final Vp8Camera camera;
    private final Arrival arrival = new Arrival(HeaderExtensionMap.EMPTY);

    TestSource(int ssrc, Vp8Camera camera) {
        this.source = Streams.videoSource(ssrc, clock);
        this.camera = camera;
    }

    Vp8Camera camera() {
        return camera;
    }

    ReceiveStream source() {
        return source;
    }

    SourcePacket packet() {
        return arrival.packet();
    }

    boolean receive(byte[] packet, long nowNanos) {
        return arrival.of(packet.clone(), source, nowNanos) == ReceiveResult.ACCEPTED;
    }

    /** A sender report without delay on the way. */
    void sendReport(long nowNanos) {
        source.onSenderReport(
                NtpTime.ofUnixNanos(nowNanos), camera.timestampAt(nowNanos), nowNanos);
    }
}
