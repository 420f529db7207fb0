package org.consilium.media.peer.negotiation;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.consilium.media.dtls.DtlsRole;
import org.consilium.media.ice.IceCredentials;
import org.consilium.media.rtp.HeaderExtension;
import org.consilium.media.rtp.HeaderExtensionMap;
import org.consilium.media.sdp.Direction;
import org.consilium.media.sdp.MediaSection;
import org.consilium.media.sdp.MediaStreamId;
import org.consilium.media.sdp.RidDescription;
import org.consilium.media.sdp.SdpReader;
import org.consilium.media.sdp.SdpResult;
import org.consilium.media.sdp.SessionDescription;
import org.consilium.media.sdp.SetupRole;
import org.jspecify.annotations.Nullable;

/**
 * A connection on which the client makes all offers: remembers what was agreed on, judges the next
 * offer against it and answers. Sections keep their place, their mid and their kind; a rejected one
 * may come back as another (RFC 8829 §5.2.2).
 */
final class ClientOffers {
    /** Per participant: every camera, screen and microphone, and all that it may receive. */
    private static final int MAX_SECTIONS = 512;

    /** RFC 8843 §15 and RFC 8285 §4.2: what the MID header extension holds in one byte. */
    private static final int MAX_MID_LENGTH = 16;

    // video-orientation is not accepted: a publisher then turns the picture itself, and receivers
    // that do not know the extension, Firefox among them, see it upright.
    private static final Set<HeaderExtension> PUBLISHED_AUDIO =
            EnumSet.of(
                    HeaderExtension.MID,
                    HeaderExtension.AUDIO_LEVEL,
                    HeaderExtension.TRANSPORT_SEQUENCE,
                    HeaderExtension.ABS_CAPTURE_TIME);

    private static final Set<HeaderExtension> PUBLISHED_VIDEO =
            EnumSet.of(
                    HeaderExtension.MID,
                    HeaderExtension.RID,
                    HeaderExtension.REPAIRED_RID,
                    HeaderExtension.TRANSPORT_SEQUENCE,
                    HeaderExtension.ABS_CAPTURE_TIME,
                    HeaderExtension.DEPENDENCY_DESCRIPTOR);

    /**
     * Agreed on in every section that offers them, also where nobody sends layers: what the client
     * does not find in one section of a bundle, Chromium no longer offers in others.
     */
    private static final Set<HeaderExtension> LAYER_NAMES =
            EnumSet.of(HeaderExtension.RID, HeaderExtension.REPAIRED_RID);

    /** A section as it was answered. */
    private record Agreed(String mid, String media, boolean rejected, String sendingTrack) {}

    private final CodecPolicy policy;
    private final long sessionId;
    private long sessionVersion;
    private List<Agreed> agreed = List.of();
    private @Nullable IceCredentials remoteCredentials;
    private @Nullable DtlsRole role;

    ClientOffers(CodecPolicy policy, long sessionId) {
        this.policy = policy;
        this.sessionId = sessionId;
    }

    /** Judges an offer; changes nothing. */
    OfferReading read(String sdp) {
        return switch (SdpReader.read(sdp)) {
            case SdpResult.Malformed malformed ->
                    new OfferReading.Refused(NegotiationError.MALFORMED, malformed.toString());
            case SdpResult.Parsed parsed -> judge(parsed.description());
        };
    }

    private OfferReading judge(SessionDescription description) {
        List<MediaSection> sections = description.sections();
        if (sections.size() > MAX_SECTIONS) {
            return refused(NegotiationError.TOO_MANY_SECTIONS, sections.size() + " sections");
        }
        if (sections.size() < agreed.size()) {
            return refused(
                    NegotiationError.SECTIONS_CHANGED,
                    sections.size() + " sections after " + agreed.size());
        }
        var mids = new HashSet<String>();
        for (int i = 0; i < sections.size(); i++) {
            MediaSection section = sections.get(i);
            String mid = section.mid();
            if (mid.isEmpty() || mid.length() > MAX_MID_LENGTH || !mids.add(mid)) {
                return refused(NegotiationError.BAD_MID, "section " + i);
            }
            if (i < agreed.size() && !continues(agreed.get(i), section)) {
                return refused(NegotiationError.SECTIONS_CHANGED, "section " + i);
            }
        }
        var remote = new RemoteTransport(description);
        NegotiationError error = remote.error(role, true);
        TransportSetup transport = remote.setup(remoteCredentials, role, true);
        if (error != null || transport == null) {
            return refused(error == null ? NegotiationError.NOT_BUNDLED : error, "");
        }
        return new OfferReading.Acceptable(
                new RemoteOffer(description, transport, offered(description, remote)));
    }

    /** RFC 8829 §5.10; a section both sides know as dead may be put to another use. */
    private static boolean continues(Agreed before, MediaSection section) {
        return before.rejected()
                || (before.mid().equals(section.mid()) && before.media().equals(section.media()));
    }

    private List<OfferedSection> offered(SessionDescription description, RemoteTransport remote) {
        var offered = new ArrayList<OfferedSection>();
        for (int i = 0; i < description.sections().size(); i++) {
            MediaSection section = description.sections().get(i);
            MediaKind kind = MediaKind.of(section.type());
            if (kind != null && section.direction().sends() && remote.carries(section)) {
                MediaStreamId msid = msid(section);
                boolean known = i < agreed.size() && agreed.get(i).sendingTrack().equals(key(msid));
                offered.add(
                        new OfferedSection(
                                section.mid(), kind, msid.streamId(), msid.trackId(), !known));
            }
        }
        return offered;
    }

    /** What an answer says, for the two connections that answer. */
    record Answer(
            String sdp,
            List<ReceiveSection> received,
            List<SendSection> sent,
            HeaderExtensionMap extensions,
            TransportSetup transport) {}

    /**
     * Answers an offer that was read and remembers it.
     *
     * @param tunings of published tracks by mid
     * @param downstream what we send, by mid, on sections on which the client only receives
     */
    Answer answer(
            RemoteOffer offer,
            LocalTransport local,
            Map<String, TrackTuning> tunings,
            Map<String, DownstreamTrack> downstream) {
        SessionDescription description = offer.description();
        var remote = new RemoteTransport(description);
        TransportSetup transport = offer.transport();
        SetupRole setup =
                transport.localRole() == DtlsRole.SERVER ? SetupRole.PASSIVE : SetupRole.ACTIVE;
        var builder = new DescriptionBuilder(local, setup);
        var extensions = new ExtensionSelection();
        var received = new ArrayList<ReceiveSection>();
        var sent = new ArrayList<SendSection>();
        var now = new ArrayList<Agreed>();
        boolean dataTaken = false;
        for (MediaSection section : description.sections()) {
            String mid = section.mid();
            boolean mixed = description.extmapAllowMixed() || section.extmapAllowMixed();
            boolean accepted = false;
            String sendingTrack = "";
            MediaKind kind = MediaKind.of(section.type());
            if (remote.carries(section)) {
                if (kind != null && section.rtcpMux() && isSecureRtp(section)) {
                    DownstreamTrack track = downstream.get(mid);
                    if (track != null && !section.direction().sends()) {
                        SendSection sending = send(builder, extensions, section, track, mixed);
                        accepted = sending.accepted() || hold(builder, extensions, section, kind);
                        sent.add(sending);
                    } else {
                        TrackTuning tuning = tunings.getOrDefault(mid, TrackTuning.DEFAULT);
                        ReceiveSection receiving =
                                receive(builder, extensions, section, kind, tuning, mixed);
                        accepted = !receiving.codecs().isEmpty();
                        sendingTrack = receiving.active() ? key(msid(section)) : "";
                        received.add(receiving);
                    }
                } else if (RemoteTransport.isData(section) && !dataTaken) {
                    builder.addData(mid, section.protocol());
                    dataTaken = true;
                    accepted = true;
                }
            }
            if (!accepted) {
                builder.addRejected(section.media(), section.protocol(), section.formats(), mid);
            }
            now.add(new Agreed(mid, section.media(), !accepted, sendingTrack));
        }
        agreed = now;
        remoteCredentials = transport.remoteCredentials();
        role = transport.localRole();
        sessionVersion++;
        return new Answer(
                builder.write(sessionId, sessionVersion, description.extmapAllowMixed()),
                received,
                sent,
                extensions.union(),
                transport);
    }

    private ReceiveSection receive(
            DescriptionBuilder builder,
            ExtensionSelection selection,
            MediaSection section,
            MediaKind kind,
            TrackTuning tuning,
            boolean mixed) {
        List<NegotiatedCodec> codecs =
                tuned(
                        CodecSelection.select(
                                section, CodecSelection.order(policy.publish(), tuning)),
                        tuning);
        Set<HeaderExtension> wanted = kind == MediaKind.AUDIO ? PUBLISHED_AUDIO : PUBLISHED_VIDEO;
        boolean active = section.direction().sends() && !codecs.isEmpty();
        Map<HeaderExtension, Integer> extensions =
                codecs.isEmpty() ? Map.of() : selection.select(section, wanted, true);
        List<RidLayer> rids =
                active && extensions.containsKey(HeaderExtension.RID)
                        ? SimulcastSelection.rids(section)
                        : List.of();
        if (!codecs.isEmpty()) {
            MediaSection.Builder answer =
                    builder.rtp(
                            section.mid(),
                            kind,
                            section.protocol(),
                            Direction.of(false, active),
                            codecs);
            ExtensionSelection.answer(section, extensions).forEach(answer::extension);
            rids.forEach(layer -> answer.rid(new RidDescription(layer.rid(), false, "")));
            answer.simulcast(SimulcastSelection.answer(section, rids));
            allowMixed(answer, section);
            builder.add(section.mid(), answer);
        }
        MediaStreamId msid = msid(section);
        return new ReceiveSection(
                section.mid(),
                kind,
                msid.streamId(),
                msid.trackId(),
                active,
                codecs,
                new HeaderExtensionMap(extensions),
                mixed,
                rids,
                active ? SimulcastSelection.ssrcs(section) : List.of());
    }

    /** Answers a section on which nobody sends, so that it lives on. */
    private boolean hold(
            DescriptionBuilder builder,
            ExtensionSelection selection,
            MediaSection section,
            MediaKind kind) {
        return !receive(builder, selection, section, kind, TrackTuning.DEFAULT, false)
                .codecs()
                .isEmpty();
    }

    private SendSection send(
            DescriptionBuilder builder,
            ExtensionSelection selection,
            MediaSection section,
            DownstreamTrack track,
            boolean mixed) {
        List<NegotiatedCodec> codecs = CodecSelection.select(section, track.codecs());
        boolean accepted = section.direction().receives() && !codecs.isEmpty();
        Map<HeaderExtension, Integer> extensions =
                accepted
                        ? selection.select(section, DownstreamFormats.extensions(track), false)
                        : Map.of();
        if (accepted) {
            Map<HeaderExtension, Integer> kept = new EnumMap<>(extensions);
            kept.putAll(selection.select(section, LAYER_NAMES, false));
            MediaSection.Builder answer =
                    builder.rtp(
                            section.mid(),
                            track.kind(),
                            section.protocol(),
                            Direction.SENDONLY,
                            codecs);
            ExtensionSelection.answer(section, kept).forEach(answer::extension);
            allowMixed(answer, section);
            DescriptionBuilder.describeTrack(answer, track);
            builder.add(section.mid(), answer);
        }
        return new SendSection(
                section.mid(),
                track,
                accepted,
                accepted ? codecs : List.of(),
                new HeaderExtensionMap(extensions),
                mixed);
    }

    /** What the answer says of our receiving side, where that differs from the offer. */
    private static List<NegotiatedCodec> tuned(List<NegotiatedCodec> codecs, TrackTuning tuning) {
        return codecs.stream()
                .map(
                        codec ->
                                switch (codec.codec()) {
                                    // RFC 7587 §7: parameters say how one wants to receive.
                                    case OPUS -> codec.withParameters(opusParameters(tuning));
                                    // RFC 7741 §6.1: echoed limits of the client would bind it.
                                    case VP8 -> codec.withParameters("");
                                    case RED, PCMU, PCMA, VP9, H264, AV1 -> codec;
                                })
                .map(codec -> codec.transportCc() ? codec.withoutRemb() : codec)
                .toList();
    }

    private static String opusParameters(TrackTuning tuning) {
        return "minptime=10;useinbandfec=1"
                + (tuning.stereo() ? ";stereo=1;maxaveragebitrate=510000" : "")
                + (tuning.dtx() ? ";usedtx=1" : "");
    }

    private static void allowMixed(MediaSection.Builder answer, MediaSection offered) {
        if (offered.extmapAllowMixed()) {
            answer.extmapAllowMixed();
        }
    }

    /** RFC 8829 §5.1.2. */
    private static boolean isSecureRtp(MediaSection section) {
        return switch (section.protocol()) {
            case "UDP/TLS/RTP/SAVPF", "TCP/TLS/RTP/SAVPF" -> true;
            default -> false;
        };
    }

    private static MediaStreamId msid(MediaSection section) {
        return section.streams().isEmpty()
                ? new MediaStreamId("", "")
                : section.streams().getFirst();
    }

    /** Tells a track from the one that was in its section before; never empty. */
    private static String key(MediaStreamId msid) {
        return msid.streamId() + " " + msid.trackId();
    }

    private static OfferReading refused(NegotiationError error, String detail) {
        return new OfferReading.Refused(error, detail);
    }

    /** The mids and kinds, in order, of all live sections on which the client only receives. */
    static Map<String, MediaKind> receivingSections(RemoteOffer offer) {
        var remote = new RemoteTransport(offer.description());
        var slots = new LinkedHashMap<String, MediaKind>();
        for (MediaSection section : offer.description().sections()) {
            MediaKind kind = MediaKind.of(section.type());
            if (kind != null
                    && remote.carries(section)
                    && section.direction() == Direction.RECVONLY) {
                slots.put(section.mid(), kind);
            }
        }
        return slots;
    }
}
