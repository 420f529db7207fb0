package org.consilium.media.room;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.consilium.media.peer.negotiation.Codec;
import org.consilium.media.peer.negotiation.NegotiatedCodec;
import org.consilium.media.peer.negotiation.ReceiveSection;
import org.consilium.media.peer.negotiation.RidLayer;
import org.consilium.media.rtp.PayloadTypeMap;
import org.consilium.media.rtp.SourcePacket;
import org.consilium.media.send.SendStream;
import org.jspecify.annotations.Nullable;

/**
 * A track that a participant publishes: what is told about it, the layers it arrives in, and who
 * gets it. Single writer: the room's loop.
 */
final class PublishedTrack {
    /** RFC 7587 §4.2: the usual length of an Opus packet, and what every browser sends. */
    private static final long AUDIO_PACKET_NANOS = 20_000_000L;

    /** Soon enough for somebody who waits for a larger picture. */
    private static final long WATCH_NANOS = 100_000_000L;

    private final Participant publisher;
    private final String sid;
    private final TrackRequest request;
    private final ReceiveSection section;
    private final PayloadTypeMap payloadTypes;
    private final List<SourceLayer> layers = new ArrayList<>();
    private final List<Subscription> subscriptions = new ArrayList<>();

    /** The same picture in the codec for those who cannot take this one; null while not sent. */
    private @Nullable PublishedTrack backup;

    private boolean backupWanted;
    private final WatchedLayers watched = new WatchedLayers();

    /** As announced, smallest first. */
    private final List<VideoLayer> sizes;

    private long nextWatchNanos;
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
        this.sizes =
                request.layers().stream()
                        .sorted((a, b) -> Integer.compare(a.quality(), b.quality()))
                        .toList();
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
        if (backup != null) {
            backup.mute(nowMuted);
        }
        return true;
    }

    /** Whether this is another track once more, in its backup codec. */
    boolean isBackup() {
        return !request.trackSid().isEmpty();
    }

    @Nullable PublishedTrack backup() {
        return backup;
    }

    /** The backup begins to be sent, or ends (null); who waits for it is given it. */
    void backup(@Nullable PublishedTrack newBackup) {
        backup = newBackup;
        if (newBackup == null) {
            backupWanted = false;
        } else {
            newBackup.mute(muted);
        }
        for (Subscription subscription : List.copyOf(subscriptions)) {
            subscription.onBackup(newBackup);
        }
    }

    /** A receiver cannot take the codec; the publisher is asked for the other, once. */
    void wantBackup() {
        if (!backupWanted && backup == null && backupCodec() != null) {
            backupWanted = true;
            List<ParticipantEvent.WatchedCodec> watched = new ArrayList<>();
            for (TrackRequest.Codec codec : request.codecs()) {
                watched.add(
                        new ParticipantEvent.WatchedCodec(
                                codec.shortName().toLowerCase(Locale.ROOT), true, true, true));
            }
            publisher.tell(new ParticipantEvent.WatchedLayersChanged(sid, watched));
        }
    }

    /** The codec its publisher would send besides, null when it has none to offer. */
    private @Nullable Codec backupCodec() {
        if (kind() == TrackKind.VIDEO && !isBackup() && request.codecs().size() > 1) {
            String name = request.codecs().get(1).shortName();
            for (Codec codec : Codec.values()) {
                if (codec.encodingName().equalsIgnoreCase(name)
                        && codec != codecs().getFirst().codec()
                        && SectionFormats.format(codec) != null) {
                    return codec;
                }
            }
        }
        return null;
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
        if (packet.isKeyframe && packet.startsFrame) {
            askAgainWhereMissed(layer);
        }
    }

    /** A keyframe passed; who could not go up at it, because it came late, needs another. */
    private void askAgainWhereMissed(SourceLayer layer) {
        for (int i = 0; i < subscriptions.size(); i++) {
            SendStream sender = subscriptions.get(i).stream();
            if (sender != null
                    && sender.source() == layer.stream()
                    && sender.nextSource() == null
                    && sender.needsKeyframe()) {
                layer.keyframes().onNeeded();
            }
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
        if (kind() == TrackKind.VIDEO && !isBackup() && nowNanos >= nextWatchNanos) {
            nextWatchNanos = nowNanos + WATCH_NANOS;
            if (watched.poll(watchedQuality(), nowNanos)) {
                tellWatched();
            }
        }
    }

    /** The highest quality that anybody wants, 0..2, or {@link WatchedLayers#NOBODY}. */
    private int watchedQuality() {
        int most = WatchedLayers.NOBODY;
        for (int i = 0; i < subscriptions.size(); i++) {
            int layer = LayerChoice.wanted(subscriptions.get(i).settings(), sizes);
            if (layer != LayerChoice.NONE) {
                // A track of one layer is of the highest quality it has.
                boolean top = layer >= sizes.size() - 1;
                most = Math.max(most, top ? 2 : sizes.get(layer).quality());
            }
        }
        return most;
    }

    /** The highest quality the publisher was last told to send, 0..2, −1 for none. */
    int toldQuality() {
        return watched.told();
    }

    /** How many layers should be arriving: those watched, of a video that is not muted. */
    int wantedLayers() {
        if (kind() != TrackKind.VIDEO || muted || watched.told() == WatchedLayers.NOBODY) {
            return 0;
        }
        int wanted = 1;
        for (int i = 1; i < Math.min(sizes.size(), layers.size()); i++) {
            if (sizes.get(i).quality() <= watched.told()) {
                wanted = i + 1;
            }
        }
        return wanted;
    }

    /** How many keyframes its publisher was asked for. */
    long keyframesRequested() {
        long requested = 0;
        for (SourceLayer layer : layers) {
            requested += layer.keyframes().requested();
        }
        return requested;
    }

    /** Tells the publisher up to which quality it is watched. */
    void tellWatched() {
        if (kind() == TrackKind.VIDEO && !isBackup() && !section.codecs().isEmpty()) {
            int most = watched.told();
            List<ParticipantEvent.WatchedCodec> told = new ArrayList<>();
            told.add(
                    new ParticipantEvent.WatchedCodec(
                            section.codecs()
                                    .getFirst()
                                    .codec()
                                    .encodingName()
                                    .toLowerCase(Locale.ROOT),
                            most >= 0,
                            most >= 1,
                            most >= 2));
            if (backupWanted || backup != null) {
                told.add(
                        new ParticipantEvent.WatchedCodec(
                                request.codecs().get(1).shortName().toLowerCase(Locale.ROOT),
                                true,
                                true,
                                true));
            }
            publisher.tell(new ParticipantEvent.WatchedLayersChanged(sid, told));
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
            int source = isScalable() ? 0 : i;
            String rid = source < layers.size() ? layers.get(source).rid() : "";
            var stream = source < layers.size() ? layers.get(source).stream() : null;
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

    /** Whether its spatial layers all arrive in one stream (SVC). */
    boolean isScalable() {
        return layers.size() == 1 && SectionFormats.isScalable(codecs().getFirst().codec());
    }

    /** What receivers are offered it in: what arrives, and what they may have instead. */
    List<Codec> offeredCodecs() {
        Codec first = codecs().getFirst().codec();
        Codec second = first == Codec.RED ? Codec.OPUS : backupCodec();
        return second == null ? List.of(first) : List.of(first, second);
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
