package org.consilium.perf.load.media;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.consilium.media.rtcp.RtcpReader;
import org.consilium.media.rtcp.RtcpVisitor;
import org.consilium.media.rtcp.RtcpWriter;
import org.consilium.media.time.NtpTime;
import org.jspecify.annotations.Nullable;

/**
 * What one participant sends: a microphone, a camera, or both; and what it hears back about it.
 * Single thread: the loop.
 */
final class Publication implements MediaTransport.Owner, RtcpVisitor {
    private static final long REPORT_NANOS = 1_000_000_000L;
    private static final byte[] CANONICAL_NAME = "load".getBytes(StandardCharsets.US_ASCII);

    private final LoadLoop loop;
    private final MediaTransport transport;
    private final @Nullable AudioSender audio;
    private final List<VideoSender> layers = new ArrayList<>();
    private final byte[] scratch = new byte[256];
    private final long phaseNanos;
    private long nextReportNanos;
    private boolean stopped;

    /**
     * @param cameraLayers the layers to send, none for no camera
     */
    Publication(LoadLoop loop, boolean microphone, List<LayerKind> cameraLayers) {
        this.loop = loop;
        transport = new MediaTransport(loop, this);
        RandomGenerator random = loop.random();
        audio =
                microphone
                        ? new AudioSender(transport, ClientDescriptions.AUDIO_MID, random)
                        : null;
        for (LayerKind kind : cameraLayers) {
            layers.add(new VideoSender(transport, kind, ClientDescriptions.VIDEO_MID, random));
        }
        phaseNanos = random.nextLong(1_000_000_000L);
    }

    MediaTransport transport() {
        return transport;
    }

    String offer(String audioCid, String videoCid) {
        AudioSender microphone = audio;
        return ClientDescriptions.offer(
                transport.credentials(),
                transport.fingerprint(),
                microphone == null ? "" : audioCid,
                microphone == null ? 0 : microphone.ssrc(),
                layers.isEmpty() ? "" : videoCid,
                layers);
    }

    @Override
    public void onUp(long nowNanos) {
        AudioSender microphone = audio;
        if (microphone != null) {
            microphone.start(nowNanos, phaseNanos);
        }
        // One camera makes the frames of all its layers at one time.
        layers.forEach(layer -> layer.start(nowNanos, phaseNanos));
        nextReportNanos = nowNanos + phaseNanos % REPORT_NANOS;
    }

    /** Sends nothing any more but what is asked back. */
    void stop() {
        stopped = true;
    }

    void speaking(boolean now) {
        AudioSender microphone = audio;
        if (microphone != null) {
            microphone.speaking(now);
        }
    }

    /** Every millisecond. */
    void onMediaTick(long nowNanos) {
        if (stopped || !transport.isUp()) {
            return;
        }
        AudioSender microphone = audio;
        if (microphone != null) {
            microphone.onTick(nowNanos);
        }
        for (int i = 0; i < layers.size(); i++) {
            layers.get(i).onTick(nowNanos);
        }
    }

    /** Every ten milliseconds. */
    void onTick(long nowNanos) {
        transport.onTick(nowNanos);
        if (transport.isUp() && nowNanos >= nextReportNanos) {
            nextReportNanos = nowNanos + REPORT_NANOS;
            long ntp = NtpTime.ofUnixNanos(System.currentTimeMillis() * 1_000_000);
            AudioSender microphone = audio;
            if (microphone != null) {
                report(
                        microphone.ssrc(),
                        ntp,
                        microphone.timestamp(),
                        microphone.packets(),
                        microphone.octets());
            }
            for (VideoSender layer : layers) {
                report(layer.ssrc(), ntp, layer.timestamp(), layer.packets(), layer.octets());
            }
        }
    }

    private void report(int ssrc, long ntp, int timestamp, long packets, long octets) {
        int length =
                RtcpWriter.writeSenderReport(scratch, 0, ssrc, ntp, timestamp, packets, octets);
        length += RtcpWriter.writeCanonicalName(scratch, length, ssrc, CANONICAL_NAME);
        transport.sendRtcp(scratch, length);
    }

    @Override
    public void onRtp(byte[] array, int offset, int length, long nowNanos) {
        // Nobody sends media on the connection of a publisher.
    }

    @Override
    public void onRtcp(byte[] array, int offset, int length, long nowNanos) {
        boolean unused = RtcpReader.read(array, offset, length, this);
    }

    @Override
    public void onNack(int senderSsrc, int mediaSsrc, int sequence) {
        loop.counters().nacksReceived++;
        VideoSender layer = layer(mediaSsrc);
        if (layer != null && layer.onNack(sequence)) {
            loop.counters().retransmissionsSent++;
        }
    }

    @Override
    public void onPictureLoss(int senderSsrc, int mediaSsrc) {
        loop.counters().keyframeRequestsReceived++;
        VideoSender layer = layer(mediaSsrc);
        if (layer != null) {
            layer.onPictureLoss();
        }
    }

    @Override
    public void onFullIntraRequest(int senderSsrc, int mediaSsrc, int sequenceNumber) {
        onPictureLoss(senderSsrc, mediaSsrc);
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
        VideoSender layer = layer(ssrc);
        if (layer != null) {
            layer.onAcknowledged();
        }
    }

    @Override
    public void onTransportFeedbackEnd() {
        loop.counters().feedbackReceived++;
    }

    private @Nullable VideoSender layer(int ssrc) {
        for (VideoSender layer : layers) {
            if (layer.ssrc() == ssrc) {
                return layer;
            }
        }
        return null;
    }
}
