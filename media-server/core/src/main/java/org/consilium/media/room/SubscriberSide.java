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
import org.consilium.media.peer.negotiation.AnswerReading;
import org.consilium.media.peer.negotiation.DownstreamTrack;
import org.consilium.media.peer.negotiation.MediaKind;
import org.consilium.media.peer.negotiation.SendSection;
import org.consilium.media.peer.negotiation.SubscriberOfferer;
import org.consilium.media.sctp.DataChannel;
import org.jspecify.annotations.Nullable;

/**
 * The connection on which a participant receives: we offer, its client answers. At most one offer
 * is outstanding; what changes meanwhile is offered after the answer. Single writer: the room's
 * loop.
 */
final class SubscriberSide implements PeerEvents {
    /** A first change is offered at once, apart from what the same instant brings. */
    private static final long FIRST_OFFER_DELAY_NANOS = 10_000_000L;

    /** Changes in quick succession, as when ten people join, are gathered. */
    private static final long NEXT_OFFER_DELAY_NANOS = 150_000_000L;

    /** A client that has not answered by then has lost its way. */
    private static final long ANSWER_TIMEOUT_NANOS = 15_000_000_000L;

    /** A client that names more tracks than any room has is not remembered further. */
    private static final int MAX_REMEMBERED = 4096;

    private final Participant participant;
    private final RoomSurroundings surroundings;
    private final SubscriberOfferer offerer;
    private final PeerConnection peer;
    private final SubscriberReports reports;
    private final Map<String, Subscription> subscriptions = new LinkedHashMap<>();
    private final IntMap<Subscription> bySsrc = new IntMap<>();
    private final Map<String, TrackSettings> settings = new HashMap<>();
    private int lastOfferId;
    private long offerDueNanos = Long.MAX_VALUE;
    private long lastOfferNanos = Long.MIN_VALUE / 2;

    SubscriberSide(Participant participant, RoomSurroundings surroundings) {
        this.participant = participant;
        this.surroundings = surroundings;
        this.offerer =
                new SubscriberOfferer(
                        surroundings.codecs(), surroundings.loop().random().nextLong(1L << 62));
        this.peer = new PeerConnection(surroundings.loop(), IceTimeouts.DEFAULT, this);
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

    /** Offers at once, also when there is nothing but the data section. */
    void offerNow() {
        if (offerer.isOfferOutstanding()) {
            offerer.rollback();
        }
        sendOffer();
    }

    /** Both sides of ICE begin anew; the offer says so. */
    void restart() {
        peer.restartIce();
        offerNow();
    }

    boolean isSubscribed(PublishedTrack track) {
        return subscriptions.containsKey(track.sid());
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
        offerer.addTrack(
                new DownstreamTrack(
                        video ? MediaKind.VIDEO : MediaKind.AUDIO,
                        track.publisher().sid() + "|" + track.sid(),
                        track.sid(),
                        track.offeredCodecs(),
                        subscription.ssrc(),
                        subscription.retransmissionSsrc(),
                        track.request().stereo(),
                        false));
        wantOffer();
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
        offerer.removeTrack(track.sid());
        wantOffer();
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

    /** A track is gone for good. */
    void forget(String trackSid) {
        settings.remove(trackSid);
    }

    List<Subscription> subscriptions() {
        return new ArrayList<>(subscriptions.values());
    }

    /** Applies an answer; false when it cannot be. */
    boolean onAnswer(int id, String sdp) {
        if (!offerer.isOfferOutstanding() || (id != 0 && id != lastOfferId)) {
            // An answer to an offer that a restart has overtaken.
            return true;
        }
        if (!(offerer.applyAnswer(sdp) instanceof AnswerReading.Applied applied)) {
            return false;
        }
        peer.applyRemote(applied.transport());
        for (SendSection section : applied.sections()) {
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
        if (offerer.needsOffer()) {
            wantOffer();
        }
        return true;
    }

    /** Runs what is due. Returns false when the client has not answered in time. */
    boolean onTick(long nowNanos) {
        peer.onTick(nowNanos);
        if (offerer.isOfferOutstanding()) {
            if (nowNanos - lastOfferNanos > ANSWER_TIMEOUT_NANOS && participant.hasSignal()) {
                return false;
            }
        } else if (nowNanos >= offerDueNanos && participant.hasSignal()) {
            offerDueNanos = Long.MAX_VALUE;
            if (offerer.needsOffer()) {
                sendOffer();
            }
        }
        if (peer.isConnected()) {
            reports.onTick(subscriptions.values(), nowNanos);
        }
        return true;
    }

    private void wantOffer() {
        if (offerDueNanos == Long.MAX_VALUE) {
            long now = surroundings.nowNanos();
            boolean quiet = now - lastOfferNanos > NEXT_OFFER_DELAY_NANOS;
            offerDueNanos = now + (quiet ? FIRST_OFFER_DELAY_NANOS : NEXT_OFFER_DELAY_NANOS);
        }
    }

    private void sendOffer() {
        lastOfferId++;
        lastOfferNanos = surroundings.nowNanos();
        String sdp = offerer.createOffer(peer.localTransport());
        participant.tell(new ParticipantEvent.SubscriberOffer(lastOfferId, sdp));
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
        peer.close();
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
    public void onTransportEnd() {
        participant.onTransportFailed();
    }

    /** The outgoing stream of an SSRC, for tests. */
    @Nullable Subscription bySsrc(int ssrc) {
        return bySsrc.get(ssrc);
    }
}
