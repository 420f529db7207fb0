package org.consilium.media.sdp;

import java.util.List;

/**
 * Writes session descriptions, lines ended by CRLF, in the order of JSEP (RFC 8829 §5.2.1). What
 * {@link SdpReader} read comes out equal; static payload types come out with their rtpmap.
 */
public final class SdpWriter {
    private final StringBuilder text = new StringBuilder(4096);

    private SdpWriter() {}

    /** The text of a description. */
    public static String write(SessionDescription description) {
        var writer = new SdpWriter();
        writer.session(description);
        for (MediaSection section : description.sections()) {
            writer.section(section);
        }
        return writer.text.toString();
    }

    private void session(SessionDescription description) {
        line("v=0");
        line(
                "o=- "
                        + description.sessionId()
                        + " "
                        + description.sessionVersion()
                        + " IN IP4 127.0.0.1");
        line("s=-");
        line("t=0 0");
        if (!description.bundle().isEmpty()) {
            attribute("group", "BUNDLE " + String.join(" ", description.bundle()));
        }
        if (description.iceLite()) {
            line("a=ice-lite");
        }
        if (!description.iceOptions().isEmpty()) {
            attribute("ice-options", String.join(" ", description.iceOptions()));
        }
        if (description.extmapAllowMixed()) {
            line("a=extmap-allow-mixed");
        }
        // draft-ietf-mmusic-msid-16 withdrew it, and clients of that time still look for it.
        line("a=msid-semantic: WMS *");
        transport(description.transport());
    }

    private void section(MediaSection section) {
        line(
                "m="
                        + section.media()
                        + " "
                        + section.port()
                        + " "
                        + section.protocol()
                        + " "
                        + String.join(" ", section.formats()));
        line("c=IN IP4 0.0.0.0");
        for (String candidate : section.candidates()) {
            line("a=" + candidate);
        }
        if (section.endOfCandidates()) {
            line("a=end-of-candidates");
        }
        transport(section.transport());
        if (!section.mid().isEmpty()) {
            attribute("mid", section.mid());
        }
        if (section.bundleOnly()) {
            line("a=bundle-only");
        }
        if (section.extmapAllowMixed()) {
            line("a=extmap-allow-mixed");
        }
        for (ExtensionMapping extension : section.extensions()) {
            Direction direction = extension.direction();
            attribute(
                    "extmap",
                    extension.id()
                            + (direction == null ? "" : "/" + direction.token())
                            + " "
                            + extension.uri());
        }
        line("a=" + section.direction().token());
        for (MediaStreamId stream : section.streams()) {
            String track = stream.trackId();
            attribute("msid", stream.streamId() + (track.isEmpty() ? "" : " " + track));
        }
        if (section.rtcpMux()) {
            line("a=rtcp-mux");
        }
        if (section.rtcpRsize()) {
            line("a=rtcp-rsize");
        }
        section.payloads().forEach(this::payload);
        sources(section);
        if (section.sctpPort() != 0) {
            attribute("sctp-port", Integer.toString(section.sctpPort()));
        }
        if (section.maxMessageSize() >= 0) {
            attribute("max-message-size", Long.toString(section.maxMessageSize()));
        }
    }

    private void payload(RtpPayload payload) {
        String channels = payload.channels() == 1 ? "" : "/" + payload.channels();
        attribute(
                "rtpmap",
                payload.payloadType()
                        + " "
                        + payload.encodingName()
                        + "/"
                        + payload.clockRateHz()
                        + channels);
        for (String feedback : payload.feedback()) {
            attribute("rtcp-fb", payload.payloadType() + " " + feedback);
        }
        if (!payload.parameters().isEmpty()) {
            attribute("fmtp", payload.payloadType() + " " + payload.parameters());
        }
    }

    private void sources(MediaSection section) {
        for (RidDescription rid : section.rids()) {
            String restrictions = rid.restrictions().isEmpty() ? "" : " " + rid.restrictions();
            attribute("rid", rid.id() + (rid.sends() ? " send" : " recv") + restrictions);
        }
        Simulcast simulcast = section.simulcast();
        if (!simulcast.isEmpty()) {
            var value = new StringBuilder();
            streams(value, "send ", simulcast.send());
            streams(value, "recv ", simulcast.receive());
            attribute("simulcast", value.toString());
        }
        for (SsrcGroup group : section.ssrcGroups()) {
            var value = new StringBuilder(group.semantics());
            for (int ssrc : group.ssrcs()) {
                value.append(' ').append(Integer.toUnsignedString(ssrc));
            }
            attribute("ssrc-group", value.toString());
        }
        for (SsrcAttribute ssrc : section.ssrcs()) {
            String value = ssrc.value().isEmpty() ? "" : ":" + ssrc.value();
            attribute(
                    "ssrc", Integer.toUnsignedString(ssrc.ssrc()) + " " + ssrc.attribute() + value);
        }
    }

    private static void streams(
            StringBuilder value, String word, List<List<Simulcast.Choice>> streams) {
        if (streams.isEmpty()) {
            return;
        }
        value.append(value.isEmpty() ? "" : " ").append(word);
        for (int i = 0; i < streams.size(); i++) {
            value.append(i == 0 ? "" : ";");
            List<Simulcast.Choice> choices = streams.get(i);
            for (int j = 0; j < choices.size(); j++) {
                Simulcast.Choice choice = choices.get(j);
                value.append(j == 0 ? "" : ",")
                        .append(choice.paused() ? "~" : "")
                        .append(choice.rid());
            }
        }
    }

    private void transport(TransportAttributes transport) {
        if (!transport.iceUfrag().isEmpty()) {
            attribute("ice-ufrag", transport.iceUfrag());
        }
        if (!transport.icePassword().isEmpty()) {
            attribute("ice-pwd", transport.icePassword());
        }
        for (Fingerprint fingerprint : transport.fingerprints()) {
            attribute("fingerprint", fingerprint.hash() + " " + fingerprint.value());
        }
        SetupRole setup = transport.setup();
        if (setup != null) {
            attribute("setup", setup.token());
        }
    }

    private void attribute(String name, String value) {
        text.append("a=").append(name).append(':').append(value).append("\r\n");
    }

    private void line(String line) {
        text.append(line).append("\r\n");
    }
}
