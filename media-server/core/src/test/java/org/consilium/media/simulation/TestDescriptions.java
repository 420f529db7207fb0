package org.consilium.media.simulation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Offers and answers as a browser writes them, line by line. */
final class TestDescriptions {
    static final String FINGERPRINT = "a=fingerprint:sha-256 CC" + ":DD".repeat(31);

    private TestDescriptions() {}

    /** One section of a client's offer. */
    record Section(
            String mid,
            boolean video,
            boolean sends,
            String trackId,
            boolean simulcast,
            int ssrc,
            boolean receives) {
        Section(
                String mid,
                boolean video,
                boolean sends,
                String trackId,
                boolean simulcast,
                int ssrc) {
            this(mid, video, sends, trackId, simulcast, ssrc, false);
        }

        /** A section on which the client only receives. */
        static Section slot(String mid, boolean video) {
            return new Section(mid, video, false, "", false, 0, true);
        }
    }

    /** What a client needs of the server's description. */
    record Remote(String ufrag, String password, List<RemoteSection> sections) {}

    /** A section the server sends on. */
    record RemoteSection(String mid, boolean sends, String streamId, int ssrc, int rtxSsrc) {}

    static String offer(List<Section> sections, String ufrag, String password) {
        var text = new StringBuilder();
        line(text, "v=0");
        line(text, "o=- 4611731400430051336 2 IN IP4 127.0.0.1");
        line(text, "s=-");
        line(text, "t=0 0");
        var mids = new ArrayList<String>();
        mids.add("data");
        sections.forEach(section -> mids.add(section.mid()));
        line(text, "a=group:BUNDLE " + String.join(" ", mids));
        line(text, "a=extmap-allow-mixed");
        line(text, "a=msid-semantic: WMS");
        line(text, "m=application 9 UDP/DTLS/SCTP webrtc-datachannel");
        line(text, "c=IN IP4 0.0.0.0");
        transport(text, ufrag, password, "actpass");
        line(text, "a=mid:data");
        line(text, "a=sctp-port:5000");
        line(text, "a=max-message-size:262144");
        for (Section section : sections) {
            media(text, section, ufrag, password);
        }
        return text.toString();
    }

    private static void media(StringBuilder text, Section section, String ufrag, String password) {
        line(
                text,
                section.video()
                        ? "m=video 9 UDP/TLS/RTP/SAVPF 96 97"
                        : "m=audio 9 UDP/TLS/RTP/SAVPF 111");
        line(text, "c=IN IP4 0.0.0.0");
        line(text, "a=rtcp:9 IN IP4 0.0.0.0");
        transport(text, ufrag, password, "actpass");
        line(text, "a=mid:" + section.mid());
        line(text, "a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid");
        line(
                text,
                "a=extmap:3"
                        + " http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01");
        if (section.video()) {
            line(text, "a=extmap:10 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id");
            line(text, "a=extmap:11 urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id");
        } else {
            line(text, "a=extmap:14 urn:ietf:params:rtp-hdrext:ssrc-audio-level");
        }
        line(
                text,
                section.sends() ? "a=sendonly" : section.receives() ? "a=recvonly" : "a=inactive");
        if (section.sends()) {
            line(text, "a=msid:- " + section.trackId());
        }
        line(text, "a=rtcp-mux");
        line(text, "a=rtcp-rsize");
        if (section.video()) {
            line(text, "a=rtpmap:96 VP8/90000");
            line(text, "a=rtcp-fb:96 transport-cc");
            line(text, "a=rtcp-fb:96 ccm fir");
            line(text, "a=rtcp-fb:96 nack");
            line(text, "a=rtcp-fb:96 nack pli");
            line(text, "a=rtpmap:97 rtx/90000");
            line(text, "a=fmtp:97 apt=96");
            if (section.simulcast()) {
                line(text, "a=rid:q send");
                line(text, "a=rid:h send");
                line(text, "a=rid:f send");
                line(text, "a=simulcast:send q;h;f");
            }
        } else {
            line(text, "a=rtpmap:111 opus/48000/2");
            line(text, "a=rtcp-fb:111 transport-cc");
            line(text, "a=fmtp:111 minptime=10;useinbandfec=1");
        }
        if (section.ssrc() != 0) {
            line(text, "a=ssrc:" + Integer.toUnsignedString(section.ssrc()) + " cname:c");
        }
    }

    private static void transport(StringBuilder text, String ufrag, String password, String setup) {
        line(text, "a=ice-ufrag:" + ufrag);
        line(text, "a=ice-pwd:" + password);
        line(text, "a=ice-options:trickle");
        line(text, FINGERPRINT);
        line(text, "a=setup:" + setup);
    }

    /** Accepts everything that is offered. */
    static String answer(String offer, String ufrag, String password) {
        var text = new StringBuilder();
        for (String offered : offer.split("\r\n")) {
            if (offered.startsWith("a=ssrc")
                    || offered.startsWith("a=msid:")
                    || offered.startsWith("a=candidate")
                    || offered.startsWith("a=end-of-candidates")
                    || offered.equals("a=ice-lite")) {
                continue;
            }
            String answered = offered;
            if (offered.equals("a=sendonly")) {
                answered = "a=recvonly";
            } else if (offered.startsWith("a=ice-ufrag:")) {
                answered = "a=ice-ufrag:" + ufrag;
            } else if (offered.startsWith("a=ice-pwd:")) {
                answered = "a=ice-pwd:" + password;
            } else if (offered.startsWith("a=fingerprint:")) {
                answered = FINGERPRINT;
            } else if (offered.startsWith("a=setup:")) {
                answered = "a=setup:active";
            }
            line(text, answered);
        }
        return text.toString();
    }

    static Remote read(String sdp) {
        String ufrag = "";
        String password = "";
        Map<String, List<String>> sections = new LinkedHashMap<>();
        List<String> current = new ArrayList<>();
        for (String text : sdp.split("\r\n")) {
            if (text.startsWith("m=")) {
                current = new ArrayList<>();
                sections.put("" + sections.size(), current);
            }
            current.add(text);
            if (text.startsWith("a=ice-ufrag:")) {
                ufrag = text.substring(12);
            } else if (text.startsWith("a=ice-pwd:")) {
                password = text.substring(10);
            }
        }
        List<RemoteSection> read = new ArrayList<>();
        for (List<String> lines : sections.values()) {
            if (!lines.getFirst().startsWith("m=application")) {
                read.add(section(lines));
            }
        }
        return new Remote(ufrag, password, read);
    }

    private static RemoteSection section(List<String> lines) {
        String mid = "";
        String streamId = "";
        int ssrc = 0;
        int rtxSsrc = 0;
        for (String text : lines) {
            if (text.startsWith("a=mid:")) {
                mid = text.substring(6);
            } else if (text.startsWith("a=msid:")) {
                streamId = text.substring(7).split(" ")[0];
            } else if (text.startsWith("a=ssrc-group:FID ")) {
                String[] pair = text.substring(17).split(" ");
                ssrc = Integer.parseUnsignedInt(pair[0]);
                rtxSsrc = Integer.parseUnsignedInt(pair[1]);
            } else if (text.startsWith("a=ssrc:") && ssrc == 0) {
                ssrc = Integer.parseUnsignedInt(text.substring(7).split(" ")[0]);
            }
        }
        return new RemoteSection(mid, lines.contains("a=sendonly"), streamId, ssrc, rtxSsrc);
    }

    private static void line(StringBuilder text, String line) {
        text.append(line).append("\r\n");
    }
}
