package org.consilium.media.peer.negotiation;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.consilium.media.dtls.DtlsRole;
import org.consilium.media.ice.IceCredentials;
import org.consilium.media.rtp.HeaderExtension;
import org.consilium.media.rtp.HeaderExtensionMap;
import org.consilium.media.sdp.Direction;
import org.consilium.media.sdp.ExtensionMapping;
import org.consilium.media.sdp.MediaSection;
import org.consilium.media.sdp.SdpReader;
import org.consilium.media.sdp.SdpResult;
import org.consilium.media.sdp.SessionDescription;
import org.consilium.media.sdp.SetupRole;
import org.jspecify.annotations.Nullable;

/**
 * Makes the offers of a connection on which the client receives: a data section, always the first,
 * and one section per track. Sections are never taken away; one without a track is inactive until
 * the next track of its kind takes it, and one the client has rejected begins anew under another
 * mid (RFC 8829 §5.2.2). Single writer: the room's loop.
 */
public final class SubscriberOfferer {
    private static final String DATA_MID = "0";

    /** A section of a kind and what is in it. */
    private static final class Slot {
        private final MediaKind kind;
        private String mid;
        private @Nullable DownstreamTrack track;

        /** The track and mid of the latest offer; the next answer speaks of these. */
        private @Nullable DownstreamTrack offeredTrack;

        /** Rejected by the client: its mid is dead. */
        private boolean dead;

        private Slot(MediaKind kind, String mid) {
            this.kind = kind;
            this.mid = mid;
        }
    }

    private final CodecPolicy policy;
    private final long sessionId;
    private final List<Slot> slots = new ArrayList<>();
    private long sessionVersion;
    private int nextMid = 1;

    /** How many slots the outstanding offer, or the latest one, has. */
    private int offeredSlots;

    private boolean outstanding;
    private boolean changed = true;
    private @Nullable IceCredentials remoteCredentials;
    private @Nullable DtlsRole role;

    /**
     * @param sessionId of the origin line, any positive number below 2^62 (RFC 8829 §5.2.1)
     */
    public SubscriberOfferer(CodecPolicy policy, long sessionId) {
        this.policy = policy;
        this.sessionId = sessionId;
    }

    /**
     * Puts a track in a section, a free one of its kind if there is one; returns the mid.
     *
     * @throws IllegalArgumentException if the policy allows none of its codecs, or a track of this
     *     id is there
     */
    public String addTrack(DownstreamTrack track) {
        if (track.codecs().stream().noneMatch(policy.subscribe()::contains)) {
            throw new IllegalArgumentException("none of " + track.codecs() + " may be sent");
        }
        if (find(track.trackId()) != null) {
            throw new IllegalArgumentException("there is a track " + track.trackId());
        }
        Slot slot = free(track.kind());
        slot.track = track;
        changed = true;
        return slot.mid;
    }

    /** Frees the section of the track of this id; false when there is none. */
    public boolean removeTrack(String trackId) {
        Slot slot = find(trackId);
        if (slot == null) {
            return false;
        }
        slot.track = null;
        changed = true;
        return true;
    }

    /** Whether the client has not been offered what is to be offered. */
    public boolean needsOffer() {
        return changed;
    }

    /** Asks for an offer although no track changed, for an ICE restart. */
    public void requestOffer() {
        changed = true;
    }

    /** Whether an offer awaits its answer: no second one may be made until then. */
    public boolean isOfferOutstanding() {
        return outstanding;
    }

    /**
     * The next offer. An ICE restart is an offer with other credentials in {@code local}.
     *
     * @throws IllegalStateException if one is outstanding
     */
    public String createOffer(LocalTransport local) {
        if (outstanding) {
            throw new IllegalStateException("an offer awaits its answer");
        }
        var builder = new DescriptionBuilder(local, SetupRole.ACTPASS);
        builder.addData(DATA_MID, DescriptionBuilder.DATA);
        for (Slot slot : slots) {
            slot.offeredTrack = slot.track;
            if (slot.dead) {
                builder.addDead(slot.kind, slot.mid);
            } else {
                builder.add(slot.mid, section(builder, slot));
            }
        }
        offeredSlots = slots.size();
        outstanding = true;
        changed = false;
        sessionVersion++;
        return builder.write(sessionId, sessionVersion, true);
    }

    /** Gives the outstanding offer up (RFC 8829 §4.1.10.2); the next one says it all again. */
    public void rollback() {
        outstanding = false;
        changed = true;
    }

    /** Reads and applies the answer to the outstanding offer. */
    public AnswerReading applyAnswer(String sdp) {
        if (!outstanding) {
            return refused(NegotiationError.UNEXPECTED, "no offer is outstanding");
        }
        return switch (SdpReader.read(sdp)) {
            case SdpResult.Malformed malformed ->
                    refused(NegotiationError.MALFORMED, malformed.toString());
            case SdpResult.Parsed parsed -> apply(parsed.description());
        };
    }

    private AnswerReading apply(SessionDescription answer) {
        List<MediaSection> sections = answer.sections();
        if (sections.size() != offeredSlots + 1) {
            return refused(
                    NegotiationError.SECTIONS_CHANGED,
                    sections.size() + " sections for " + (offeredSlots + 1));
        }
        for (int i = 0; i < sections.size(); i++) {
            MediaSection section = sections.get(i);
            String mid = i == 0 ? DATA_MID : slots.get(i - 1).mid;
            String media = i == 0 ? "application" : slots.get(i - 1).kind.token();
            if (!section.media().equals(media)) {
                return refused(NegotiationError.SECTIONS_CHANGED, "section " + i);
            }
            // Some leave the mid out where they reject.
            if (!section.mid().equals(mid) && !(section.isRejected() && section.mid().isEmpty())) {
                return refused(NegotiationError.BAD_MID, "section " + i);
            }
        }
        var remote = new RemoteTransport(answer);
        NegotiationError error = remote.error(role, false);
        TransportSetup transport = remote.setup(remoteCredentials, role, false);
        if (error != null || transport == null) {
            return refused(error == null ? NegotiationError.NOT_BUNDLED : error, "");
        }
        outstanding = false;
        remoteCredentials = transport.remoteCredentials();
        role = transport.localRole();
        var sent = new ArrayList<SendSection>();
        for (int i = 0; i < offeredSlots; i++) {
            Slot slot = slots.get(i);
            MediaSection section = sections.get(i + 1);
            DownstreamTrack track = slot.offeredTrack;
            slot.dead = slot.dead || !remote.carries(section);
            if (track != null && track.equals(slot.track)) {
                sent.add(sendSection(slot, track, section, answer.extmapAllowMixed()));
            } else if (slot.dead && slot.track != null) {
                // Another track moved in meanwhile; the rejection was not about that one.
                renew(slot);
            }
        }
        return new AnswerReading.Applied(sent, transport);
    }

    private SendSection sendSection(
            Slot slot, DownstreamTrack track, MediaSection section, boolean sessionMixed) {
        List<NegotiatedCodec> codecs =
                slot.dead || !section.direction().receives()
                        ? List.of()
                        : CodecSelection.select(section, allowed(track));
        return new SendSection(
                slot.mid,
                track,
                !codecs.isEmpty(),
                codecs,
                new HeaderExtensionMap(codecs.isEmpty() ? Map.of() : extensions(section, track)),
                sessionMixed || section.extmapAllowMixed());
    }

    private MediaSection.Builder section(DescriptionBuilder builder, Slot slot) {
        DownstreamTrack track = slot.track;
        if (track == null) {
            return builder.rtp(
                    slot.mid,
                    slot.kind,
                    DescriptionBuilder.RTP,
                    Direction.INACTIVE,
                    DownstreamFormats.placeholder(slot.kind));
        }
        List<NegotiatedCodec> codecs =
                DownstreamFormats.codecs(track).stream()
                        .filter(codec -> policy.subscribe().contains(codec.codec()))
                        .toList();
        MediaSection.Builder section =
                builder.rtp(
                        slot.mid, slot.kind, DescriptionBuilder.RTP, Direction.SENDONLY, codecs);
        DescriptionBuilder.extensions(
                section, DownstreamFormats.ids(DownstreamFormats.extensions(track)));
        DescriptionBuilder.describeTrack(section, track);
        return section;
    }

    /** What the answer kept of our extensions, under our ids and flowing to the client. */
    private static Map<HeaderExtension, Integer> extensions(
            MediaSection section, DownstreamTrack track) {
        Map<HeaderExtension, Integer> offered =
                DownstreamFormats.ids(DownstreamFormats.extensions(track));
        var kept = new EnumMap<HeaderExtension, Integer>(HeaderExtension.class);
        for (ExtensionMapping mapping : section.extensions()) {
            HeaderExtension extension = HeaderExtension.ofUri(mapping.uri());
            Direction direction = mapping.direction();
            if (extension != null
                    && offered.getOrDefault(extension, 0) == mapping.id()
                    && (direction == null || direction.receives())) {
                kept.put(extension, mapping.id());
            }
        }
        return kept;
    }

    private List<Codec> allowed(DownstreamTrack track) {
        return track.codecs().stream().filter(policy.subscribe()::contains).toList();
    }

    private @Nullable Slot find(String trackId) {
        for (Slot slot : slots) {
            DownstreamTrack track = slot.track;
            if (track != null && track.trackId().equals(trackId)) {
                return slot;
            }
        }
        return null;
    }

    /** A living free slot; else a dead one under a new mid; else a new one. */
    private Slot free(MediaKind kind) {
        Slot dead = null;
        for (Slot slot : slots) {
            if (slot.kind == kind && slot.track == null) {
                if (!slot.dead) {
                    return slot;
                }
                dead = slot;
            }
        }
        if (dead != null && !outstanding) {
            renew(dead);
            return dead;
        }
        var slot = new Slot(kind, newMid());
        slots.add(slot);
        return slot;
    }

    private void renew(Slot slot) {
        slot.mid = newMid();
        slot.dead = false;
        changed = true;
    }

    private String newMid() {
        String mid = Integer.toString(nextMid);
        nextMid++;
        return mid;
    }

    private static AnswerReading refused(NegotiationError error, String detail) {
        return new AnswerReading.Refused(error, detail);
    }
}
