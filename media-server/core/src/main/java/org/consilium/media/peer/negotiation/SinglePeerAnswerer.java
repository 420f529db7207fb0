package org.consilium.media.peer.negotiation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Answers the offers of a connection on which the client publishes and may also receive. The client
 * makes every offer; its recvonly sections are slots, which tracks for it take in the order in
 * which they were added. A slot keeps its track from answer to answer and is free again when the
 * track is removed.
 *
 * <p>Two steps, because the answer depends on what the caller makes of the offer: {@link #read}
 * tells whether ICE restarts and which tracks appear, {@link #answer} writes the description.
 * Single writer: the room's loop.
 */
public final class SinglePeerAnswerer {
    private final ClientOffers offers;

    /** Tracks in slots, by mid. */
    private final Map<String, DownstreamTrack> placed = new LinkedHashMap<>();

    private final List<DownstreamTrack> waiting = new ArrayList<>();

    /** The slots of the latest answered offer. */
    private Map<String, MediaKind> slots = Map.of();

    /**
     * @param sessionId of the origin line, any positive number below 2^62 (RFC 8829 §5.2.1)
     */
    public SinglePeerAnswerer(CodecPolicy policy, long sessionId) {
        offers = new ClientOffers(policy, sessionId);
    }

    /** Reads an offer, of any content, without changing anything. */
    public OfferReading read(String sdp) {
        return offers.read(sdp);
    }

    /** A track for the client; it is sent from the answer on that gives it a slot. */
    public void addTrack(DownstreamTrack track) {
        waiting.add(track);
    }

    /** Takes a track away; its slot is inactive in the next answer. False when it is not there. */
    public boolean removeTrack(String trackId) {
        return waiting.removeIf(track -> track.trackId().equals(trackId))
                || placed.values().removeIf(track -> track.trackId().equals(trackId));
    }

    /** How many sections of a kind the client receives on. */
    public int slots(MediaKind kind) {
        return (int) slots.values().stream().filter(slot -> slot == kind).count();
    }

    /** How many more slots of a kind the next offer should have for all tracks to find one. */
    public int missingSections(MediaKind kind) {
        long wanted = waiting.stream().filter(track -> track.kind() == kind).count();
        long free =
                slots.entrySet().stream()
                        .filter(slot -> slot.getValue() == kind)
                        .filter(slot -> !placed.containsKey(slot.getKey()))
                        .count();
        return (int) Math.max(0, wanted - free);
    }

    /**
     * Answers the offer last read; from now on later offers are judged against it.
     *
     * @param tunings of published tracks by mid
     */
    public SinglePeerAnswer answer(
            RemoteOffer offer, LocalTransport local, Map<String, TrackTuning> tunings) {
        slots = ClientOffers.receivingSections(offer);
        withdrawFromLostSlots();
        fillSlots();
        ClientOffers.Answer answer = offers.answer(offer, local, tunings, placed);
        var midToTrackId = new HashMap<String, String>();
        for (SendSection section : answer.sent()) {
            if (section.accepted()) {
                midToTrackId.put(section.mid(), section.track().trackId());
            }
        }
        return new SinglePeerAnswer(
                answer.sdp(),
                answer.received(),
                answer.sent(),
                midToTrackId,
                answer.extensions(),
                answer.transport());
    }

    /** A slot that the client stopped gives its track back to the head of the queue. */
    private void withdrawFromLostSlots() {
        var lost = new ArrayList<DownstreamTrack>();
        placed.forEach(
                (mid, track) -> {
                    if (slots.get(mid) != track.kind()) {
                        lost.add(track);
                    }
                });
        placed.values().removeAll(lost);
        waiting.addAll(0, lost);
    }

    private void fillSlots() {
        for (Map.Entry<String, MediaKind> slot : slots.entrySet()) {
            if (!placed.containsKey(slot.getKey())) {
                for (DownstreamTrack track : waiting) {
                    if (track.kind() == slot.getValue()) {
                        waiting.remove(track);
                        placed.put(slot.getKey(), track);
                        break;
                    }
                }
            }
        }
    }
}
