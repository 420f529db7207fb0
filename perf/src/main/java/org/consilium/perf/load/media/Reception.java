package org.consilium.perf.load.media;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.consilium.media.buffer.BigEndian;
import org.consilium.media.buffer.IntMap;
import org.consilium.media.receive.ReceiveResult;
import org.consilium.media.receive.TransportFeedbackGenerator;
import org.consilium.media.rtcp.RtcpReader;
import org.consilium.media.rtcp.RtcpVisitor;
import org.consilium.media.rtcp.RtcpWriter;
import org.consilium.media.rtp.HeaderExtension;
import org.consilium.media.rtp.HeaderExtensionMap;
import org.consilium.media.rtp.PayloadFormat;
import org.consilium.media.rtp.PayloadTypeMap;
import org.consilium.media.rtp.SourcePacket;
import org.consilium.media.sdp.ExtensionMapping;
import org.consilium.media.sdp.MediaSection;
import org.consilium.media.sdp.RtpPayload;
import org.consilium.media.sdp.SessionDescription;
import org.consilium.media.sdp.SsrcAttribute;
import org.consilium.media.sdp.SsrcGroup;

/**
 * What one participant receives: all tracks of the connection, and everything that a receiver owes
 * the sender for them: NACK, picture loss, receiver reports, transport-wide feedback. Single
 * thread: the loop.
 */
final class Reception implements MediaTransport.Owner, RtcpVisitor {
    private static final long REPORT_NANOS = 1_000_000_000L;
    private static final int TRANSPORT_SEQUENCE = HeaderExtension.TRANSPORT_SEQUENCE.index();
    private static final int LIMIT = 1200;

    /** Is told what a person would notice. */
    interface Listener {
        void onReceptionUp(long nowNanos);

        void onFirstFrame(long nowNanos);
    }

    private final LoadLoop loop;
    private final Listener listener;
    private final MediaTransport transport;
    private final IntMap<IncomingStream> bySsrc = new IntMap<>();
    private final List<IncomingStream> streams = new ArrayList<>();
    private final TransportFeedbackGenerator feedback = new TransportFeedbackGenerator();
    private final int localSsrc;
    private final byte[] scratch = new byte[LIMIT];
    private long nextReportNanos;
    private long nowNanos;

    Reception(LoadLoop loop, Listener listener) {
        this.loop = loop;
        this.listener = listener;
        transport = new MediaTransport(loop, this);
        localSsrc = loop.random().nextInt();
    }

    MediaTransport transport() {
        return transport;
    }

    List<IncomingStream> streams() {
        return streams;
    }

    /** Learns of the tracks of an offer; those it knows already stay. */
    void describe(SessionDescription offer) {
        for (MediaSection section : offer.sections()) {
            boolean video = section.media().equals("video");
            if (!section.direction().sends() || section.ssrcs().isEmpty()) {
                continue;
            }
            int ssrc = mainSsrc(section);
            if (bySsrc.get(ssrc) == null) {
                int rtx = retransmissionSsrc(section);
                var stream =
                        new IncomingStream(
                                video,
                                ssrc,
                                rtx,
                                payloadTypes(section, video),
                                extensions(section),
                                hasNack(section));
                streams.add(stream);
                bySsrc.put(ssrc, stream);
                if (rtx != 0) {
                    bySsrc.put(rtx, stream);
                }
            }
        }
    }

    private static int mainSsrc(MediaSection section) {
        for (SsrcGroup group : section.ssrcGroups()) {
            if (group.semantics().equals("FID")) {
                return group.ssrcs().getFirst();
            }
        }
        SsrcAttribute first = section.ssrcs().getFirst();
        return first.ssrc();
    }

    private static int retransmissionSsrc(MediaSection section) {
        for (SsrcGroup group : section.ssrcGroups()) {
            if (group.semantics().equals("FID") && group.ssrcs().size() == 2) {
                return group.ssrcs().getLast();
            }
        }
        return 0;
    }

    private static boolean hasNack(MediaSection section) {
        return section.payloads().stream().anyMatch(p -> p.feedback().contains("nack"));
    }

    /** Only of what our publishers send: VP8, its retransmissions and Opus. */
    private static PayloadTypeMap payloadTypes(MediaSection section, boolean video) {
        PayloadTypeMap.Builder map = PayloadTypeMap.builder();
        for (RtpPayload payload : section.payloads()) {
            String name = payload.encodingName();
            if (video && name.equalsIgnoreCase("VP8")) {
                map.media(payload.payloadType(), PayloadFormat.VP8, 90_000);
            } else if (video && name.equalsIgnoreCase("rtx")) {
                payload.parameter("apt")
                        .ifPresent(
                                apt ->
                                        map.retransmission(
                                                payload.payloadType(), Integer.parseInt(apt)));
            } else if (!video && name.equalsIgnoreCase("opus")) {
                map.media(payload.payloadType(), PayloadFormat.OPUS, 48_000);
            }
        }
        return map.build();
    }

    private static HeaderExtensionMap extensions(MediaSection section) {
        Map<HeaderExtension, Integer> ids = new EnumMap<>(HeaderExtension.class);
        for (ExtensionMapping mapping : section.extensions()) {
            HeaderExtension extension = HeaderExtension.ofUri(mapping.uri());
            if (extension != null) {
                ids.put(extension, mapping.id());
            }
        }
        return new HeaderExtensionMap(ids);
    }

    @Override
    public void onUp(long now) {
        nextReportNanos = now + loop.random().nextLong(REPORT_NANOS);
        listener.onReceptionUp(now);
    }

    @Override
    public void onRtp(byte[] array, int offset, int length, long now) {
        int ssrc = BigEndian.i32(array, offset + 8);
        IncomingStream stream = bySsrc.get(ssrc);
        if (stream == null) {
            loop.onUnknownStream();
            return;
        }
        boolean again = ssrc == stream.retransmissionSsrc();
        ReceiveResult result = stream.onRtp(array, offset, length, again, now);
        if (result == ReceiveResult.MALFORMED) {
            loop.onMalformed();
            return;
        }
        SourcePacket packet = stream.packet();
        int sequenceAt = packet.extensionOffsets[TRANSPORT_SEQUENCE];
        if (sequenceAt >= 0) {
            feedback.onPacket(BigEndian.u16(packet.array, sequenceAt), now);
        }
        if (result != ReceiveResult.ACCEPTED) {
            return;
        }
        long stamp = PayloadStamp.read(packet, stream.isVideo());
        if (stamp != PayloadStamp.NONE) {
            loop.counters().latency.add(now - stamp);
        }
        if (stream.completesFirstFrame()) {
            listener.onFirstFrame(now);
        }
    }

    @Override
    public void onRtcp(byte[] array, int offset, int length, long now) {
        nowNanos = now;
        boolean unused = RtcpReader.read(array, offset, length, this);
    }

    @Override
    public void onSenderReport(
            int ssrc, long ntp, int rtpTimestamp, long packetCount, long octetCount) {
        IncomingStream stream = bySsrc.get(ssrc);
        if (stream != null) {
            stream.onSenderReport(ntp, rtpTimestamp, nowNanos);
        }
    }

    /** Every ten milliseconds. */
    void onTick(long now) {
        transport.onTick(now);
        if (!transport.isUp()) {
            return;
        }
        for (int i = 0; i < streams.size(); i++) {
            IncomingStream stream = streams.get(i);
            send(stream.writeNack(scratch, 0, LIMIT, localSsrc, now));
            if (stream.isVideo()) {
                int length = stream.writeKeyframeRequest(scratch, localSsrc, now);
                loop.counters().keyframeRequestsSent += length > 0 ? 1 : 0;
                send(length);
            }
        }
        int length;
        while ((length = writeFeedback(now)) > 0) {
            loop.counters().feedbackSent++;
            send(length);
        }
        if (now >= nextReportNanos) {
            nextReportNanos = now + REPORT_NANOS;
            report(now);
        }
    }

    private int writeFeedback(long now) {
        return now < feedback.nextDeadlineNanos() || streams.isEmpty()
                ? 0
                : feedback.writeFeedback(
                        scratch, 0, LIMIT, localSsrc, streams.getFirst().ssrc(), now);
    }

    private void report(long now) {
        int blocks = 0;
        int length = RtcpWriter.RECEIVER_REPORT_LENGTH;
        for (IncomingStream stream : streams) {
            int written = stream.writeReportBlock(scratch, length, now);
            length += written;
            blocks += written > 0 ? 1 : 0;
            if (blocks == RtcpWriter.MAX_REPORT_BLOCKS) {
                finishReport(blocks, length);
                blocks = 0;
                length = RtcpWriter.RECEIVER_REPORT_LENGTH;
            }
        }
        if (blocks > 0) {
            finishReport(blocks, length);
        }
    }

    private void finishReport(int blocks, int length) {
        int unused = RtcpWriter.writeReceiverReport(scratch, 0, localSsrc, blocks);
        send(length);
    }

    private void send(int length) {
        if (length > 0) {
            transport.sendRtcp(scratch, length);
        }
    }
}
