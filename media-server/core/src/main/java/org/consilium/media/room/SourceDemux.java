package org.consilium.media.room;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.consilium.media.buffer.IntMap;
import org.consilium.media.peer.negotiation.DeclaredSsrc;
import org.consilium.media.peer.negotiation.NegotiatedCodec;
import org.consilium.media.receive.PublisherClock;
import org.consilium.media.receive.ReceiveStream;
import org.consilium.media.receive.ReceiveStreamSettings;
import org.consilium.media.rtp.HeaderExtension;
import org.consilium.media.rtp.HeaderExtensionMap;
import org.consilium.media.rtp.PayloadFormat;
import org.consilium.media.rtp.PayloadTypeMap;
import org.consilium.media.rtp.SourcePacket;
import org.jspecify.annotations.Nullable;

/**
 * Finds the layer that an incoming packet belongs to: by its SSRC once that is known; before, by
 * the SSRCs of the offer, by the MID and RID it carries (RFC 8843 §9.2, RFC 8852), or by a payload
 * type that only one section has.
 *
 * <p>Single writer: the loop of the publisher. Nothing is allocated once an SSRC is known.
 */
final class SourceDemux {
    /** More than 20 tracks of three layers with retransmissions; a bound on what a peer can use. */
    private static final int MAX_ROUTES = 128;

    private final IntMap<Route> routes = new IntMap<>();
    private final Map<String, PublishedTrack> tracksByMid = new HashMap<>();
    private final PublisherClock clock = new PublisherClock();
    private HeaderExtensionMap extensions = HeaderExtensionMap.EMPTY;

    /** Where the packets of one SSRC go. */
    record Route(SourceLayer layer, ReceiveStream stream) {}

    /** The ids of the header extensions: the same in every section of a bundle (RFC 8843 §7.1). */
    HeaderExtensionMap extensions() {
        return extensions;
    }

    /** Packets of this track's section belong to it from now on. */
    void bind(PublishedTrack track) {
        tracksByMid.put(track.section().mid(), track);
        learnExtensions(track.section().extensions());
        int layer = 0;
        for (DeclaredSsrc declared : track.section().ssrcs()) {
            if (layer < track.layers().size() && track.section().rids().isEmpty()) {
                ReceiveStream stream = open(track.layers().get(layer), declared.ssrc());
                if (stream != null && declared.rtxSsrc() != 0) {
                    addRoute(declared.rtxSsrc(), new Route(track.layers().get(layer), stream));
                }
                layer++;
            }
        }
    }

    /** The track is gone; its SSRCs are nobody's. */
    void unbind(PublishedTrack track) {
        tracksByMid.remove(track.section().mid(), track);
        for (SourceLayer layer : track.layers()) {
            ReceiveStream stream = layer.stream();
            if (stream != null) {
                removeRoutesOf(stream);
            }
        }
    }

    /** The route of an SSRC, null while it is unknown. */
    @Nullable Route route(int ssrc) {
        return routes.get(ssrc);
    }

    /** Tries to find the layer of a packet whose SSRC is unknown; null when it is nobody's. */
    @Nullable Route resolve(SourcePacket packet) {
        if (routes.size() >= MAX_ROUTES) {
            return null;
        }
        PublishedTrack track = trackOf(packet);
        if (track == null) {
            return null;
        }
        boolean isRetransmission = track.payloadTypes().isRetransmission(packet.payloadType);
        String rid =
                text(
                        packet,
                        isRetransmission && packet.has(HeaderExtension.REPAIRED_RID)
                                ? HeaderExtension.REPAIRED_RID
                                : HeaderExtension.RID);
        SourceLayer layer = layerOf(track, rid);
        if (layer == null) {
            return null;
        }
        if (isRetransmission) {
            ReceiveStream stream = layer.stream();
            return stream == null ? null : addRoute(packet.ssrc, new Route(layer, stream));
        }
        ReceiveStream before = layer.stream();
        if (before != null) {
            // The encoder began anew under another SSRC: RFC 3550 §8.2 allows it at any time.
            removeRoutesOf(before);
        }
        open(layer, packet.ssrc);
        return routes.get(packet.ssrc);
    }

    private @Nullable PublishedTrack trackOf(SourcePacket packet) {
        String mid = text(packet, HeaderExtension.MID);
        if (!mid.isEmpty()) {
            return tracksByMid.get(mid);
        }
        PublishedTrack only = null;
        for (PublishedTrack track : tracksByMid.values()) {
            PayloadTypeMap types = track.payloadTypes();
            if (types.format(packet.payloadType) != null
                    || types.isRetransmission(packet.payloadType)) {
                if (only != null) {
                    return null;
                }
                only = track;
            }
        }
        return only;
    }

    private static @Nullable SourceLayer layerOf(PublishedTrack track, String rid) {
        if (track.layers().size() == 1) {
            return track.layers().getFirst();
        }
        for (SourceLayer layer : track.layers()) {
            if (!rid.isEmpty() && layer.rid().equals(rid)) {
                return layer;
            }
        }
        return null;
    }

    private String text(SourcePacket packet, HeaderExtension extension) {
        int at = packet.extensionOffsets[extension.index()];
        return at < 0
                ? ""
                : new String(
                        packet.array,
                        at,
                        packet.extensionLengths[extension.index()],
                        StandardCharsets.US_ASCII);
    }

    private @Nullable ReceiveStream open(SourceLayer layer, int ssrc) {
        PublishedTrack track = layer.track();
        NegotiatedCodec codec = track.codecs().getFirst();
        PayloadFormat format = SectionFormats.format(codec.codec());
        if (format == null) {
            return null;
        }
        var types = track.payloadTypes();
        var settings =
                format.isVideo()
                        ? ReceiveStreamSettings.video(
                                ssrc, format, types, track.section().extensions())
                        : ReceiveStreamSettings.audio(
                                ssrc, types, track.section().extensions(), codec.nack());
        var stream = new ReceiveStream(settings, clock);
        layer.stream(stream);
        addRoute(ssrc, new Route(layer, stream));
        return stream;
    }

    private Route addRoute(int ssrc, Route route) {
        routes.put(ssrc, route);
        return route;
    }

    private void removeRoutesOf(ReceiveStream stream) {
        var gone = new ArrayList<Integer>();
        routes.forEachEntry(
                (route, ssrc) -> {
                    if (route.stream() == stream) {
                        gone.add(ssrc);
                    }
                });
        gone.forEach(routes::remove);
    }

    private void learnExtensions(HeaderExtensionMap more) {
        Map<HeaderExtension, Integer> ids = new EnumMap<>(HeaderExtension.class);
        for (HeaderExtension extension : HeaderExtension.values()) {
            int id = more.has(extension) ? more.id(extension) : extensions.id(extension);
            if (id != 0 && !ids.containsValue(id)) {
                ids.put(extension, id);
            }
        }
        extensions = new HeaderExtensionMap(ids);
    }
}
