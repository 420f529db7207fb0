package org.consilium.media.room;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.consilium.media.buffer.IntMap;
import org.consilium.media.ice.IceState;
import org.consilium.media.ice.IceTimeouts;
import org.consilium.media.peer.PeerConnection;
import org.consilium.media.peer.PeerEvents;
import org.consilium.media.peer.negotiation.DownstreamTrack;
import org.consilium.media.peer.negotiation.MediaKind;
import org.consilium.media.peer.negotiation.SendSection;
import org.consilium.media.sctp.DataChannel;
import org.jspecify.annotations.Nullable;

/**
 * What a participant receives: on a connection of its own, or on the one on which it publishes.
 * Single writer: the room's loop.
 */
final class SubscriberSide implements PeerEvents {
    /** A client that names more tracks than any room has is not remembered further. */
    private static final int MAX_REMEMBERED = 4096;

    private final Participant participant;
    private final RoomSurroundings surroundings;
    private final PeerConnection peer;
    private final boolean ownsPeer;
    private final TrackPlacement placement;
    private final SubscriberReports reports;
    private final Map<String, Subscription> subscriptions = new LinkedHashMap<>();
    private final IntMap<Subscription> bySsrc = new IntMap<>();
    private final Map<String, TrackSettings> settings = new HashMap<>();

    /** Tracks that their publishers keep from this participant, and whose they are. */
    private final Map<String, String> forbidden = new HashMap<>();

    /** Receives on a connection of its own, on which we offer. */
    SubscriberSide(Participant participant, RoomSurroundings surroundings) {
        this.participant = participant;
        this.surroundings = surroundings;
        this.peer = new PeerConnection(surroundings.loop(), IceTimeouts.DEFAULT, this);
        this.ownsPeer = true;
        this.placement = new OfferedPlacement(participant, surroundings, peer, this::onNegotiated);
        this.reports = new SubscriberReports(surroundings, peer, bySsrc);
    }

    /** Receives on the connection on which it publishes; that side owns it. */
    SubscriberSide(
            Participant participant,
            RoomSurroundings surroundings,
            PeerConnection shared,
            TrackPlacement placement) {
        this.participant = participant;
        this.surroundings = surroundings;
        this.peer = shared;
        this.ownsPeer = false;
        this.placement = placement;
        this.reports = new SubscriberReports(surroundings, peer, bySsrc);
    }

    PeerConnection peer() {
        return peer;
    }

    boolean isConnected() {
        return peer.isConnected();
    }

    RandomGenerator random() {
        return surroundings.loop().random();
    }

    byte[] scratch() {
        return surroundings.scratch();
    }

    /** Sends a packet written to {@link #scratch}. */
    void sendRtp(int length) {
        if (peer.sendRtp(surroundings.scratch(), 0, length)) {
            surroundings.counters().packetsForwarded++;
        }
    }

    TrackPlacement placement() {
        return placement;
    }

    boolean isSubscribed(PublishedTrack track) {
        return isSubscribed(track.sid());
    }

    boolean isSubscribed(String trackSid) {
        return subscriptions.containsKey(trackSid);
    }

    /** Puts a track on offer. */
    void subscribe(PublishedTrack track) {
        if (track.codecs().isEmpty()) {
            return;
        }
        boolean video = track.kind() == TrackKind.VIDEO;
        var subscription =
                new Subscription(
                        track,
                        this,
                        freshSsrc(),
                        video ? freshSsrc() : 0,
                        settings.getOrDefault(track.sid(), initialSettings()));
        subscriptions.put(track.sid(), subscription);
        bySsrc.put(subscription.ssrc(), subscription);
        if (video) {
            bySsrc.put(subscription.retransmissionSsrc(), subscription);
        }
        track.add(subscription);
        placement.add(
                new DownstreamTrack(
                        video ? MediaKind.VIDEO : MediaKind.AUDIO,
                        track.publisher().sid() + "|" + track.sid(),
                        track.sid(),
                        track.offeredCodecs(),
                        subscription.ssrc(),
                        subscription.retransmissionSsrc(),
                        track.request().stereo(),
                        false));
    }

    /** A client that tells what it shows gets the smallest picture until it has told. */
    private TrackSettings initialSettings() {
        return participant.request().adaptiveStream()
                ? new TrackSettings(false, 0, 0, 0, 0, 0)
                : TrackSettings.FULL;
    }

    /** Takes a track off; its section is kept for the next one. */
    void unsubscribe(PublishedTrack track) {
        Subscription subscription = subscriptions.remove(track.sid());
        if (subscription == null) {
            return;
        }
        bySsrc.remove(subscription.ssrc());
        bySsrc.remove(subscription.retransmissionSsrc());
        subscription.close();
        placement.remove(track.sid());
        participant.onUnsubscribed(track);
    }

    /** What the client wants of a track, subscribed or not yet. */
    void settings(String trackSid, TrackSettings wanted) {
        if (settings.size() < MAX_REMEMBERED || settings.containsKey(trackSid)) {
            settings.put(trackSid, wanted);
        }
        Subscription subscription = subscriptions.get(trackSid);
        if (subscription != null) {
            subscription.settings(wanted);
        }
    }

    /** Whether its publisher lets this participant have a track; the client is told of changes. */
    void permit(PublishedTrack track, boolean permitted) {
        boolean change =
                permitted
                        ? forbidden.remove(track.sid()) != null
                        : forbidden.put(track.sid(), track.publisher().sid()) == null;
        if (change) {
            participant.tell(
                    new ParticipantEvent.SubscriptionPermissionChanged(
                            track.publisher().sid(), track.sid(), permitted));
        }
    }

    /** Tells a client that was away what it may not have. */
    void tellForbidden() {
        forbidden.forEach(
                (trackSid, publisherSid) ->
                        participant.tell(
                                new ParticipantEvent.SubscriptionPermissionChanged(
                                        publisherSid, trackSid, false)));
    }

    /** A track is gone for good. */
    void forget(String trackSid) {
        forbidden.remove(trackSid);
        settings.remove(trackSid);
    }

    List<Subscription> subscriptions() {
        return new ArrayList<>(subscriptions.values());
    }

    /** The client takes these tracks, or does not. */
    void onNegotiated(List<SendSection> sections) {
        for (SendSection section : sections) {
            Subscription subscription = subscriptions.get(section.track().trackId());
            if (subscription == null || subscription.stream() != null) {
                continue;
            }
            if (section.accepted()) {
                subscription.onNegotiated(section);
                participant.onSubscribed(subscription.track());
            } else {
                participant.tell(
                        new ParticipantEvent.SubscriptionFailed(
                                subscription.track().sid(),
                                ParticipantEvent.SubscriptionFailure.CODEC_UNSUPPORTED));
            }
        }
    }

    /** Runs what is due. Returns false when the client has not done its part in time. */
    boolean onTick(long nowNanos) {
        if (ownsPeer) {
            peer.onTick(nowNanos);
        }
        if (!placement.onTick(nowNanos)) {
            return false;
        }
        if (peer.isConnected()) {
            reports.onTick(subscriptions.values(), nowNanos);
        }
        return true;
    }

    /** Not in use towards this receiver, and not 0, which means none. */
    private int freshSsrc() {
        while (true) {
            int ssrc = random().nextInt();
            if (ssrc != 0 && bySsrc.get(ssrc) == null) {
                return ssrc;
            }
        }
    }

    void close() {
        for (Subscription subscription : subscriptions()) {
            subscription.close();
        }
        subscriptions.clear();
        bySsrc.clear();
        if (ownsPeer) {
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
    public void onRtp(byte[] array, int offset, int length, long nowNanos) {
        // Nobody publishes here.
        surroundings.loop().counters().droppedUnknownStream++;
    }

    /** Control packets of a shared connection; whose they are is told by their SSRCs. */
    void onSharedRtcp(byte[] array, int offset, int length, long nowNanos) {
        // Malformed ones are counted by the side that owns the connection.
        boolean unused = reports.onRtcp(array, offset, length, nowNanos);
    }

    @Override
    public void onRtcp(byte[] array, int offset, int length, long nowNanos) {
        if (!reports.onRtcp(array, offset, length, nowNanos)) {
            surroundings.loop().counters().droppedMalformedRtcp++;
        }
    }

    @Override
    public void onDataConnected() {
        participant.data().onSubscriberConnected(peer);
    }

    @Override
    public void onChannelOpen(DataChannel channel) {
        participant.onDataReady();
    }

    @Override
    public void onChannelClosed(DataChannel channel) {
        participant.data().onChannelClosed(channel);
    }

    @Override
    public void onMessage(DataChannel channel, boolean binary, byte[] message) {
        // Clients send on their own connection; what comes here has no meaning.
        surroundings.counters().dataPacketsRefused++;
    }

    @Override
    public void onDataEnd() {
        participant.data().onEnd(peer);
    }

    @Override
    public void onTransportEnd() {
        participant.onTransportEnd();
    }

    /** The outgoing stream of an SSRC, for tests. */
    @Nullable Subscription bySsrc(int ssrc) {
        return bySsrc.get(ssrc);
    }
}
