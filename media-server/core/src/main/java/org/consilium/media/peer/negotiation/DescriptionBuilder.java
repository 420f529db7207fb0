package org.consilium.media.peer.negotiation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.consilium.media.rtp.HeaderExtension;
import org.consilium.media.sdp.Direction;
import org.consilium.media.sdp.ExtensionMapping;
import org.consilium.media.sdp.MediaSection;
import org.consilium.media.sdp.MediaStreamId;
import org.consilium.media.sdp.RtpPayload;
import org.consilium.media.sdp.SdpWriter;
import org.consilium.media.sdp.SessionDescription;
import org.consilium.media.sdp.SetupRole;
import org.consilium.media.sdp.SsrcAttribute;
import org.consilium.media.sdp.SsrcGroup;
import org.consilium.media.sdp.TransportAttributes;

/**
 * Puts one description of ours together. Every live section repeats the attributes of the
 * transport, as browsers do; the candidates stand in the first one only (RFC 8843 §7.1.2).
 */
final class DescriptionBuilder {
    /** What our offers say; answers repeat what was asked (RFC 8829 §5.3.1). */
    static final String RTP = "UDP/TLS/RTP/SAVPF";

    static final String DATA = "UDP/DTLS/SCTP";
    private static final String DATA_FORMAT = "webrtc-datachannel";

    /** RFC 8829 §5.2.1: the discard port, for addresses are in the candidates. */
    private static final int PORT = 9;

    private final LocalTransport local;
    private final TransportAttributes transport;
    private final List<String> bundle = new ArrayList<>();
    private final List<MediaSection> sections = new ArrayList<>();

    DescriptionBuilder(LocalTransport local, SetupRole setup) {
        this.local = local;
        this.transport = local.attributes(setup);
    }

    /** A live RTP section, to be completed and then given to {@link #add}. */
    MediaSection.Builder rtp(
            String mid,
            MediaKind kind,
            String protocol,
            Direction direction,
            List<NegotiatedCodec> codecs) {
        List<RtpPayload> payloads = CodecSelection.payloads(codecs);
        var formats = new ArrayList<String>();
        payloads.forEach(payload -> formats.add(Integer.toString(payload.payloadType())));
        MediaSection.Builder section =
                MediaSection.builder(kind.token(), PORT, protocol, formats)
                        .mid(mid)
                        .direction(direction)
                        .transport(transport)
                        .rtcpMux()
                        .rtcpRsize();
        payloads.forEach(section::payload);
        return section;
    }

    /** Adds a live section to the description and to the bundle. */
    void add(String mid, MediaSection.Builder section) {
        if (bundle.isEmpty()) {
            local.candidates().forEach(candidate -> section.candidate(candidate.toAttribute()));
            section.endOfCandidates();
        }
        bundle.add(mid);
        sections.add(section.build());
    }

    void addData(String mid, String protocol) {
        add(
                mid,
                MediaSection.builder("application", PORT, protocol, List.of(DATA_FORMAT))
                        .mid(mid)
                        .transport(transport)
                        .sctpPort(LocalTransport.SCTP_PORT)
                        .maxMessageSize(LocalTransport.MAX_MESSAGE_SIZE));
    }

    /** Adds a section that is refused or dead: port 0, outside the bundle (RFC 8843 §7.3.3). */
    void addRejected(String media, String protocol, List<String> formats, String mid) {
        sections.add(
                MediaSection.builder(media, 0, protocol, formats)
                        .mid(mid)
                        .direction(Direction.INACTIVE)
                        .build());
    }

    /** A dead RTP section of ours; the m-line must name a format, and any will do. */
    void addDead(MediaKind kind, String mid) {
        addRejected(kind.token(), RTP, List.of("0"), mid);
    }

    /** Says which track a section of ours sends and by which SSRCs. */
    static void describeTrack(MediaSection.Builder section, DownstreamTrack track) {
        section.stream(new MediaStreamId(track.streamId(), track.trackId()));
        String msid = track.streamId() + " " + track.trackId();
        if (track.rtxSsrc() != 0) {
            section.ssrcGroup(new SsrcGroup("FID", List.of(track.ssrc(), track.rtxSsrc())));
        }
        // RFC 8834 §4.9: one name for all tracks of one participant.
        String canonicalName = track.streamId().split("\\|", 2)[0];
        describeSource(section, track.ssrc(), canonicalName, msid);
        if (track.rtxSsrc() != 0) {
            describeSource(section, track.rtxSsrc(), canonicalName, msid);
        }
    }

    private static void describeSource(
            MediaSection.Builder section, int ssrc, String canonicalName, String msid) {
        section.ssrc(new SsrcAttribute(ssrc, "cname", canonicalName));
        section.ssrc(new SsrcAttribute(ssrc, "msid", msid));
    }

    static void extensions(MediaSection.Builder section, Map<HeaderExtension, Integer> extensions) {
        extensions.forEach(
                (extension, id) ->
                        section.extension(new ExtensionMapping(id, null, extension.uri())));
    }

    String write(long sessionId, long sessionVersion, boolean extmapAllowMixed) {
        return SdpWriter.write(
                new SessionDescription(
                        sessionId,
                        sessionVersion,
                        bundle,
                        true,
                        List.of("trickle"),
                        extmapAllowMixed,
                        TransportAttributes.NONE,
                        sections));
    }
}
