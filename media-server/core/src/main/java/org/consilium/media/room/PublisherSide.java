package org.consilium.media.room;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.consilium.media.ice.IceState;
import org.consilium.media.ice.IceTimeouts;
import org.consilium.media.peer.PeerConnection;
import org.consilium.media.peer.PeerEvents;
import org.consilium.media.peer.negotiation.OfferReading;
import org.consilium.media.peer.negotiation.OfferedSection;
import org.consilium.media.peer.negotiation.ReceiveSection;
import org.consilium.media.peer.negotiation.RemoteOffer;
import org.consilium.media.peer.negotiation.SinglePeerAnswer;
import org.consilium.media.peer.negotiation.SinglePeerAnswerer;
import org.consilium.media.peer.negotiation.TrackTuning;
import org.consilium.media.receive.ReceiveResult;
import org.consilium.media.rtcp.RtcpReader;
import org.consilium.media.rtcp.RtcpVisitor;
import org.consilium.media.rtp.SourcePacket;
import org.consilium.media.sctp.DataChannel;
import org.jspecify.annotations.Nullable;

/**
 * The connection on which a participant publishes: its offers are answered, its tracks found in
 * them, its packets taken to their tracks, and feedback sent back. Single writer: the room's loop.
 */
final class PublisherSide implements PeerEvents {
    private final Participant participant;
    private final RoomSurroundings surroundings;
    private final SinglePeerAnswerer answerer;
    private final PendingTracks pending;
    private final SourceDemux demux = new SourceDemux();
    private final PublisherFeedback feedback;
    private final Map<String, PublishedTrack> tracksByMid = new HashMap<>();

    /** Sections that send but whose announcement has not come yet. */
    private final Map<String, ReceiveSection> unclaimed = new HashMap<>();

    private final Reports reports = new Reports();
    private final SourcePacket packet = new SourcePacket();
    private @Nullable PeerConnection peer;

    PublisherSide(Participant participant, RoomSurroundings surroundings) {
        this.participant = participant;
        this.surroundings = surroundings;
        this.pending = new PendingTracks();
        this.feedback = new PublisherFeedback(surroundings);
        this.answerer =
                new SinglePeerAnswerer(
                        surroundings.codecs(), surroundings.loop().random().nextLong(1L << 62));
    }

    PendingTracks pending() {
        return pending;
    }

    boolean isConnected() {
        return peer != null && peer.isConnected();
    }

    @Nullable PeerConnection peer() {
        return peer;
    }

    /** The connection, which is there from the first need of it. */
    PeerConnection open() {
        PeerConnection connection = peer;
        if (connection == null) {
            connection = new PeerConnection(surroundings.loop(), IceTimeouts.DEFAULT, this);
            peer = connection;
        }
        return connection;
    }

    /** Answers offers; with tracks to send, too, when this is the participant's only connection. */
    SinglePeerAnswerer answerer() {
        return answerer;
    }

    /** Answers an offer; false when it cannot be. */
    boolean onOffer(int id, String sdp) {
        if (!(answerer.read(sdp) instanceof OfferReading.Acceptable acceptable)) {
            return false;
        }
        RemoteOffer offer = acceptable.offer();
        PeerConnection connection = open();
        if (offer.transport().remoteRestarted()) {
            connection.restartIce();
        }
        SinglePeerAnswer answer =
                answerer.answer(offer, connection.localTransport(), tunings(offer));
        connection.applyRemote(answer.transport());
        participant.tell(
                new ParticipantEvent.PublisherAnswer(id, answer.sdp(), answer.midToTrackId()));
        participant.onAnswered(answer.sent());
        followSections(answer.received());
        return true;
    }

    private Map<String, TrackTuning> tunings(RemoteOffer offer) {
        Map<String, TrackTuning> tunings = new HashMap<>();
        for (OfferedSection section : offer.sections()) {
            PublishedTrack published = tracksByMid.get(section.mid());
            TrackRequest request =
                    published != null && published.section().trackId().equals(section.trackId())
                            ? published.request()
                            : pending.peek(section);
            if (request != null) {
                tunings.put(
                        section.mid(),
                        TrackTunings.of(request, participant.request(), surroundings.codecs()));
            }
        }
        return tunings;
    }

    /** Makes the published tracks what the sections say. */
    private void followSections(List<ReceiveSection> sections) {
        for (ReceiveSection section : sections) {
            PublishedTrack track = tracksByMid.get(section.mid());
            boolean sends = section.active() && !section.codecs().isEmpty();
            if (track != null && (!sends || !track.section().trackId().equals(section.trackId()))) {
                unpublish(track);
                track = null;
            }
            if (!sends) {
                unclaimed.remove(section.mid());
            } else if (track == null) {
                unclaimed.put(section.mid(), section);
            }
        }
        claim();
    }

    /** Brings announcements and sections together, whichever came first. */
    void claim() {
        for (ReceiveSection section : List.copyOf(unclaimed.values())) {
            PendingTracks.Announced announced = pending.take(section);
            if (announced != null) {
                unclaimed.remove(section.mid());
                var track =
                        new PublishedTrack(
                                participant, announced.sid(), announced.request(), section);
                tracksByMid.put(section.mid(), track);
                demux.bind(track);
                PublishedTrack main = participant.track(announced.sid());
                if (!track.isBackup()) {
                    participant.onPublished(track);
                } else if (main != null) {
                    main.backup(track);
                }
            }
        }
    }

    /** Ends a track: its section went quiet, or the right to publish it was taken away. */
    void unpublish(PublishedTrack track) {
        if (tracksByMid.remove(track.section().mid(), track)) {
            demux.unbind(track);
            PublishedTrack main = participant.track(track.sid());
            if (!track.isBackup()) {
                participant.onUnpublished(track);
                PublishedTrack backup = track.backup();
                if (backup != null) {
                    unpublish(backup);
                }
            } else if (main != null && main.backup() == track) {
                main.backup(null);
            }
        }
    }

    List<PublishedTrack> tracks() {
        return new ArrayList<>(tracksByMid.values());
    }

    @Override
    public void onRtp(byte[] array, int offset, int length, long nowNanos) {
        if (!packet.read(array, offset, length, demux.extensions())) {
            surroundings.loop().counters().droppedMalformedRtp++;
            return;
        }
        feedback.onTransportSequence(packet.transportSequence(), nowNanos);
        SourceDemux.Route route = demux.route(packet.ssrc);
        if (route == null) {
            route = demux.resolve(packet);
            if (route == null) {
                // Browsers probe the path by padding of streams that they do not send yet.
                if (!packet.isPaddingOnly()) {
                    surroundings.loop().counters().droppedUnknownStream++;
                }
                return;
            }
        }
        ReceiveResult result =
                route.stream().ssrc() == packet.ssrc
                        ? route.stream().onRtp(packet, nowNanos)
                        : route.stream().onRetransmission(packet, nowNanos);
        if (result == ReceiveResult.ACCEPTED) {
            route.layer().track().onPacket(route.layer(), packet);
        } else if (result == ReceiveResult.MALFORMED) {
            surroundings.loop().counters().droppedMalformedRtp++;
        } else if (result == ReceiveResult.UNKNOWN_PAYLOAD_TYPE) {
            surroundings.loop().counters().droppedUnknownPayloadType++;
        }
    }

    @Override
    public void onRtcp(byte[] array, int offset, int length, long nowNanos) {
        if (!RtcpReader.read(array, offset, length, reports.at(nowNanos))) {
            surroundings.loop().counters().droppedMalformedRtcp++;
        }
        participant.onPublisherRtcp(array, offset, length, nowNanos);
    }

    /** Runs what is due: retransmission requests, keyframe requests, reports. */
    void onTick(long nowNanos) {
        PeerConnection connection = peer;
        if (connection == null) {
            return;
        }
        connection.onTick(nowNanos);
        if (connection.isConnected()) {
            for (PublishedTrack track : tracksByMid.values()) {
                track.onTick(nowNanos);
            }
            feedback.onTick(connection, tracksByMid.values(), nowNanos);
        }
    }

    void close() {
        for (PublishedTrack track : tracks()) {
            unpublish(track);
        }
        if (peer != null) {
            peer.close();
        }
    }

    @Override
    public void onConnected() {
        participant.onConnectivityChanged();
    }

    @Override
    public void onIceState(IceState state) {
        participant.onIceState(this, state);
    }

    @Override
    public void onDataConnected() {}

    @Override
    public void onChannelOpen(DataChannel channel) {
        if (peer != null) {
            participant.data().onPublisherChannel(peer, channel);
            participant.onDataReady();
        }
    }

    @Override
    public void onChannelClosed(DataChannel channel) {
        participant.data().onChannelClosed(channel);
    }

    @Override
    public void onMessage(DataChannel channel, boolean binary, byte[] message) {
        participant.onDataMessage(channel, message);
    }

    @Override
    public void onDataEnd() {
        participant.data().onEnd(peer);
    }

    @Override
    public void onTransportEnd() {
        participant.onTransportEnd();
    }

    /** What the publisher's sender reports say. */
    private final class Reports implements RtcpVisitor {
        private long nowNanos;

        Reports at(long now) {
            nowNanos = now;
            return this;
        }

        @Override
        public void onSenderReport(
                int ssrc, long ntp, int rtpTimestamp, long packetCount, long octetCount) {
            SourceDemux.Route route = demux.route(ssrc);
            if (route != null && route.stream().ssrc() == ssrc) {
                route.stream().onSenderReport(ntp, rtpTimestamp, nowNanos);
            }
        }
    }
}
