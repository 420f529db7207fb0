package org.consilium.media.room;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.consilium.media.peer.negotiation.NegotiatedCodec;
import org.consilium.media.peer.negotiation.ReceiveSection;
import org.consilium.media.peer.negotiation.RidLayer;
import org.consilium.media.rtp.PayloadTypeMap;
import org.consilium.media.rtp.SourcePacket;

/**
 * A track that a participant publishes: what is told about it, the layers it arrives in, and who
 * gets it. Single writer: the room's loop.
 */
final class PublishedTrack {
    /** RFC 7587 §4.2: the usual length of an Opus packet, and what every browser sends. */
    private static final long AUDIO_PACKET_NANOS = 20_000_000L;

    private final Participant publisher;
    private final String sid;
    private final TrackRequest request;
    private final ReceiveSection section;
    private final PayloadTypeMap payloadTypes;
    private final List<SourceLayer> layers = new ArrayList<>();
    private final List<Subscription> subscriptions = new ArrayList<>();
    private boolean muted;
    private boolean announcedFirstSubscriber;
    private Set<Integer> audioFeatures;

    PublishedTrack(
            Participant publisher, String sid, TrackRequest request, ReceiveSection section) {
        this.publisher = publisher;
        this.sid = sid;
        this.request = request;
        this.section = section;
        this.payloadTypes = SectionFormats.payloadTypes(section.codecs());
        this.muted = request.muted();
        this.audioFeatures = request.audioFeatures();
        List<RidLayer> rids = section.rids();
        if (rids.isEmpty()) {
            int count = Math.max(1, section.ssrcs().size());
            for (int i = 0; i < count; i++) {
                layers.add(new SourceLayer(this, i, ""));
            }
        } else {
            for (int i = 0; i < rids.size(); i++) {
                layers.add(new SourceLayer(this, i, rids.get(i).rid()));
            }
        }
    }

    String sid() {
        return sid;
    }

    Participant publisher() {
        return publisher;
    }

    TrackRequest request() {
        return request;
    }

    ReceiveSection section() {
        return section;
    }

    TrackKind kind() {
        return request.kind();
    }

    /** Smallest first. */
    List<SourceLayer> layers() {
        return layers;
    }

    List<Subscription> subscriptions() {
        return subscriptions;
    }

    boolean isMuted() {
        return muted;
    }

    /** Returns whether that is a change. */
    boolean mute(boolean nowMuted) {
        if (muted == nowMuted) {
            return false;
        }
        muted = nowMuted;
        chooseLayers();
        return true;
    }

    void audioFeatures(Set<Integer> features) {
        audioFeatures = Set.copyOf(features);
    }

    void add(Subscription subscription) {
        subscriptions.add(subscription);
    }

    void remove(Subscription subscription) {
        subscriptions.remove(subscription);
    }

    /** Whether this is the first time that somebody receives the track; asked once per receiver. */
    boolean takeFirstSubscriber() {
        boolean first = !announcedFirstSubscriber;
        announcedFirstSubscriber = true;
        return first;
    }

    /** One packet of one of its layers, for everybody who takes that layer. */
    void onPacket(SourceLayer layer, SourcePacket packet) {
        if (layer.onPacket()) {
            chooseLayers();
        }
        if (packet.isKeyframe && packet.startsFrame) {
            layer.keyframes().onKeyframe();
        }
        if (muted) {
            return;
        }
        if (packet.audioLevel >= 0) {
            publisher.speakerLevel().onPacket(packet.audioLevel, AUDIO_PACKET_NANOS);
        }
        for (int i = 0; i < subscriptions.size(); i++) {
            subscriptions.get(i).forward(packet);
        }
    }

    /** Notices layers that their publisher has stopped sending. */
    void onTick(long nowNanos) {
        boolean changed = false;
        for (int i = 0; i < layers.size(); i++) {
            changed |= layers.get(i).checkSilence(nowNanos);
        }
        if (changed) {
            chooseLayers();
        }
    }

    private void chooseLayers() {
        for (int i = 0; i < subscriptions.size(); i++) {
            subscriptions.get(i).choose();
        }
    }

    /** Which layers are being received: bit i for layer i. */
    int liveLayers() {
        int live = 0;
        for (int i = 0; i < layers.size(); i++) {
            if (layers.get(i).isAlive()) {
                live |= 1 << i;
            }
        }
        return live;
    }

    /** The layers as their publisher announced them, matched to those it really negotiated. */
    List<VideoLayer> announcedLayers() {
        List<VideoLayer> announced = new ArrayList<>(request.layers());
        announced.sort((a, b) -> Integer.compare(a.quality(), b.quality()));
        List<VideoLayer> known = new ArrayList<>();
        for (int i = 0; i < announced.size(); i++) {
            VideoLayer layer = announced.get(i);
            String rid = i < layers.size() ? layers.get(i).rid() : "";
            var stream = i < layers.size() ? layers.get(i).stream() : null;
            known.add(
                    new VideoLayer(
                            layer.quality(),
                            layer.width(),
                            layer.height(),
                            layer.bitrateBps(),
                            rid,
                            stream == null ? 0 : stream.ssrc()));
        }
        return known;
    }

    TrackSnapshot snapshot() {
        String mimeType =
                section.codecs().isEmpty()
                        ? ""
                        : SectionFormats.mimeType(section.codecs().getFirst().codec());
        return snapshotOf(
                sid,
                request,
                muted,
                announcedLayers(),
                mimeType,
                section.mid(),
                layers.size() > 1,
                audioFeatures);
    }

    /** The snapshot of a track that was accepted but not negotiated yet. */
    static TrackSnapshot pendingSnapshot(String sid, TrackRequest request) {
        return snapshotOf(
                sid,
                request,
                request.muted(),
                request.layers(),
                "",
                "",
                request.layers().size() > 1,
                request.audioFeatures());
    }

    private static TrackSnapshot snapshotOf(
            String sid,
            TrackRequest request,
            boolean muted,
            List<VideoLayer> layers,
            String mimeType,
            String mid,
            boolean simulcast,
            Set<Integer> audioFeatures) {
        return new TrackSnapshot(
                sid,
                request.cid(),
                request.name(),
                request.kind(),
                request.source(),
                muted,
                request.width(),
                request.height(),
                simulcast,
                layers,
                request.codecs(),
                mimeType,
                mid,
                request.stream(),
                request.stereo(),
                request.disableDtx(),
                request.disableRed(),
                audioFeatures,
                request.encryption(),
                request.backupCodecPolicy());
    }

    /** What its payload types mean. */
    PayloadTypeMap payloadTypes() {
        return payloadTypes;
    }

    /** The codecs its publisher may send, preferred first. */
    List<NegotiatedCodec> codecs() {
        return section.codecs();
    }
}
