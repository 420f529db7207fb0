package org.consilium.media.sdp;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A media section: an m-line and what follows it (RFC 8866 §5.14).
 *
 * @param media the first token of the m-line
 * @param port 0 for a rejected section, or one that is bundle-only (RFC 8843 §6)
 * @param protocol {@code UDP/TLS/RTP/SAVPF} and others
 * @param formats the rest of the m-line
 * @param mid empty when not given
 * @param payloads of the formats of an RTP section, in the order of the m-line
 * @param sctpPort 0 when not given (RFC 8841 §5)
 * @param maxMessageSize −1 when not given; 0 for any (RFC 8841 §6)
 * @param candidates values that begin with {@code candidate:}, not looked into
 */
public record MediaSection(
        String media,
        int port,
        String protocol,
        List<String> formats,
        String mid,
        Direction direction,
        TransportAttributes transport,
        boolean rtcpMux,
        boolean rtcpRsize,
        boolean bundleOnly,
        boolean extmapAllowMixed,
        List<RtpPayload> payloads,
        List<ExtensionMapping> extensions,
        List<MediaStreamId> streams,
        List<SsrcAttribute> ssrcs,
        List<SsrcGroup> ssrcGroups,
        List<RidDescription> rids,
        Simulcast simulcast,
        int sctpPort,
        long maxMessageSize,
        List<String> candidates,
        boolean endOfCandidates) {
    public MediaSection {
        formats = List.copyOf(formats);
        payloads = List.copyOf(payloads);
        extensions = List.copyOf(extensions);
        streams = List.copyOf(streams);
        ssrcs = List.copyOf(ssrcs);
        ssrcGroups = List.copyOf(ssrcGroups);
        rids = List.copyOf(rids);
        candidates = List.copyOf(candidates);
    }

    public MediaType type() {
        return MediaType.of(media);
    }

    /** Whether the port says no (RFC 3264 §6, RFC 8843 §6). */
    public boolean isRejected() {
        return port == 0 && !bundleOnly;
    }

    /** The payload of this type; null when there is none. */
    public @Nullable RtpPayload payload(int payloadType) {
        for (RtpPayload payload : payloads) {
            if (payload.payloadType() == payloadType) {
                return payload;
            }
        }
        return null;
    }

    /** Starts a section. */
    public static Builder builder(String media, int port, String protocol, List<String> formats) {
        return new Builder(media, port, protocol, formats);
    }

    /** Collects what a section says; everything not said has its default. */
    public static final class Builder {
        private final String media;
        private final int port;
        private final String protocol;
        private final List<String> formats;
        final List<Fingerprint> fingerprints = new ArrayList<>();
        final List<RtpPayload> payloads = new ArrayList<>();
        final List<ExtensionMapping> extensions = new ArrayList<>();
        final List<MediaStreamId> streams = new ArrayList<>();
        final List<SsrcAttribute> ssrcs = new ArrayList<>();
        final List<SsrcGroup> ssrcGroups = new ArrayList<>();
        final List<RidDescription> rids = new ArrayList<>();
        final List<String> candidates = new ArrayList<>();
        private String mid = "";
        private Direction direction = Direction.SENDRECV;
        private TransportAttributes transport = TransportAttributes.NONE;
        private boolean rtcpMux;
        private boolean rtcpRsize;
        private boolean bundleOnly;
        private boolean extmapAllowMixed;
        private Simulcast simulcast = Simulcast.NONE;
        private int sctpPort;
        private long maxMessageSize = -1;
        private boolean endOfCandidates;

        private Builder(String media, int port, String protocol, List<String> formats) {
            this.media = media;
            this.port = port;
            this.protocol = protocol;
            this.formats = List.copyOf(formats);
        }

        List<String> formats() {
            return formats;
        }

        String protocol() {
            return protocol;
        }

        public Builder mid(String value) {
            mid = value;
            return this;
        }

        public Builder direction(Direction value) {
            direction = value;
            return this;
        }

        public Builder transport(TransportAttributes value) {
            transport = value;
            return this;
        }

        public Builder rtcpMux() {
            rtcpMux = true;
            return this;
        }

        public Builder rtcpRsize() {
            rtcpRsize = true;
            return this;
        }

        public Builder bundleOnly() {
            bundleOnly = true;
            return this;
        }

        public Builder extmapAllowMixed() {
            extmapAllowMixed = true;
            return this;
        }

        public Builder payload(RtpPayload value) {
            payloads.add(value);
            return this;
        }

        public Builder extension(ExtensionMapping value) {
            extensions.add(value);
            return this;
        }

        public Builder stream(MediaStreamId value) {
            streams.add(value);
            return this;
        }

        public Builder ssrc(SsrcAttribute value) {
            ssrcs.add(value);
            return this;
        }

        public Builder ssrcGroup(SsrcGroup value) {
            ssrcGroups.add(value);
            return this;
        }

        public Builder rid(RidDescription value) {
            rids.add(value);
            return this;
        }

        public Builder simulcast(Simulcast value) {
            simulcast = value;
            return this;
        }

        public Builder sctpPort(int value) {
            sctpPort = value;
            return this;
        }

        public Builder maxMessageSize(long value) {
            maxMessageSize = value;
            return this;
        }

        public Builder candidate(String value) {
            candidates.add(value);
            return this;
        }

        public Builder endOfCandidates() {
            endOfCandidates = true;
            return this;
        }

        public MediaSection build() {
            return new MediaSection(
                    media,
                    port,
                    protocol,
                    formats,
                    mid,
                    direction,
                    transport,
                    rtcpMux,
                    rtcpRsize,
                    bundleOnly,
                    extmapAllowMixed,
                    payloads,
                    extensions,
                    streams,
                    ssrcs,
                    ssrcGroups,
                    rids,
                    simulcast,
                    sctpPort,
                    maxMessageSize,
                    candidates,
                    endOfCandidates);
        }
    }
}
