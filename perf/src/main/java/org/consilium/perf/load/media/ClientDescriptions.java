package org.consilium.perf.load.media;

import java.util.ArrayList;
import java.util.List;
import org.consilium.media.dtls.DtlsFingerprint;
import org.consilium.media.ice.IceCredentials;

/** The offers and answers of a client, line by line (RFC 8829). Stateless. */
final class ClientDescriptions {
    static final int TRANSPORT_SEQUENCE_ID = 3;
    static final int MID_ID = 4;
    static final int RID_ID = 10;
    static final int REPAIRED_RID_ID = 11;
    static final int AUDIO_LEVEL_ID = 14;

    static final String AUDIO_MID = "1";
    static final String VIDEO_MID = "2";
    private static final String DATA_MID = "0";

    private ClientDescriptions() {}

    /**
     * Offers what a participant sends.
     *
     * @param audioCid id of the microphone's track, empty for none
     * @param videoCid id of the camera's track, empty for none
     */
    static String offer(
            IceCredentials credentials,
            DtlsFingerprint fingerprint,
            String audioCid,
            int audioSsrc,
            String videoCid,
            List<VideoSender> layers) {
        var lines = new ArrayList<String>();
        String mids =
                DATA_MID
                        + (audioCid.isEmpty() ? "" : " " + AUDIO_MID)
                        + (videoCid.isEmpty() ? "" : " " + VIDEO_MID);
        lines.add("v=0");
        lines.add("o=- 4611731400430051336 2 IN IP4 127.0.0.1");
        lines.add("s=-");
        lines.add("t=0 0");
        lines.add("a=group:BUNDLE " + mids);
        lines.add("a=msid-semantic: WMS");
        lines.add("m=application 9 UDP/DTLS/SCTP webrtc-datachannel");
        transport(lines, DATA_MID, credentials, fingerprint);
        lines.add("a=sctp-port:5000");
        lines.add("a=max-message-size:262144");
        if (!audioCid.isEmpty()) {
            lines.add("m=audio 9 UDP/TLS/RTP/SAVPF " + AudioSender.PAYLOAD_TYPE);
            media(lines, AUDIO_MID, credentials, fingerprint, audioCid);
            lines.add(
                    "a=extmap:" + AUDIO_LEVEL_ID + " urn:ietf:params:rtp-hdrext:ssrc-audio-level");
            lines.add("a=rtpmap:111 opus/48000/2");
            lines.add("a=rtcp-fb:111 transport-cc");
            lines.add("a=fmtp:111 minptime=10;useinbandfec=1");
            lines.add("a=ssrc:" + Integer.toUnsignedString(audioSsrc) + " cname:load");
        }
        if (!videoCid.isEmpty()) {
            lines.add("m=video 9 UDP/TLS/RTP/SAVPF 96 97");
            media(lines, VIDEO_MID, credentials, fingerprint, videoCid);
            video(lines, layers);
        }
        return text(lines);
    }

    private static void video(List<String> lines, List<VideoSender> layers) {
        lines.add("a=extmap:" + RID_ID + " urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id");
        lines.add(
                "a=extmap:"
                        + REPAIRED_RID_ID
                        + " urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id");
        lines.add("a=rtpmap:96 VP8/90000");
        lines.add("a=rtcp-fb:96 transport-cc");
        lines.add("a=rtcp-fb:96 ccm fir");
        lines.add("a=rtcp-fb:96 nack");
        lines.add("a=rtcp-fb:96 nack pli");
        lines.add("a=rtpmap:97 rtx/90000");
        lines.add("a=fmtp:97 apt=96");
        if (layers.size() == 1) {
            String ssrc = Integer.toUnsignedString(layers.getFirst().ssrc());
            String rtx = Integer.toUnsignedString(layers.getFirst().retransmissionSsrc());
            lines.add("a=ssrc-group:FID " + ssrc + " " + rtx);
            lines.add("a=ssrc:" + ssrc + " cname:load");
            lines.add("a=ssrc:" + rtx + " cname:load");
            return;
        }
        var rids = new ArrayList<String>();
        for (VideoSender layer : layers) {
            lines.add("a=rid:" + layer.kind().rid() + " send");
            rids.add(layer.kind().rid());
        }
        lines.add("a=simulcast:send " + String.join(";", rids));
    }

    private static void media(
            List<String> lines,
            String mid,
            IceCredentials credentials,
            DtlsFingerprint fingerprint,
            String cid) {
        transport(lines, mid, credentials, fingerprint);
        lines.add("a=rtcp:9 IN IP4 0.0.0.0");
        lines.add("a=sendonly");
        lines.add("a=msid:- " + cid);
        lines.add("a=rtcp-mux");
        lines.add("a=rtcp-rsize");
        lines.add("a=extmap:" + MID_ID + " urn:ietf:params:rtp-hdrext:sdes:mid");
        lines.add(
                "a=extmap:"
                        + TRANSPORT_SEQUENCE_ID
                        + " http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01");
    }

    private static void transport(
            List<String> lines,
            String mid,
            IceCredentials credentials,
            DtlsFingerprint fingerprint) {
        lines.add("c=IN IP4 0.0.0.0");
        lines.add("a=ice-ufrag:" + credentials.ufrag());
        lines.add("a=ice-pwd:" + credentials.password());
        lines.add("a=ice-options:trickle");
        lines.add("a=fingerprint:" + fingerprint.algorithm() + " " + fingerprint.value());
        lines.add("a=setup:actpass");
        lines.add("a=mid:" + mid);
    }

    /** Takes everything that is offered, and gives nothing. */
    static String answer(String offer, IceCredentials credentials, DtlsFingerprint fingerprint) {
        var lines = new ArrayList<String>();
        for (String line : offer.lines().toList()) {
            if (line.startsWith("a=ice-ufrag:")) {
                lines.add("a=ice-ufrag:" + credentials.ufrag());
            } else if (line.startsWith("a=ice-pwd:")) {
                lines.add("a=ice-pwd:" + credentials.password());
            } else if (line.startsWith("a=fingerprint:")) {
                lines.add("a=fingerprint:" + fingerprint.algorithm() + " " + fingerprint.value());
            } else if (line.startsWith("a=setup:")) {
                lines.add("a=setup:active");
            } else if (line.equals("a=sendonly") || line.equals("a=sendrecv")) {
                lines.add("a=recvonly");
            } else if (!belongsToOfferer(line)) {
                lines.add(line);
            }
        }
        return text(lines);
    }

    private static boolean belongsToOfferer(String line) {
        return line.startsWith("a=ssrc")
                || line.startsWith("a=msid:")
                || line.startsWith("a=candidate")
                || line.equals("a=end-of-candidates")
                || line.equals("a=ice-lite");
    }

    private static String text(List<String> lines) {
        return String.join("\r\n", lines) + "\r\n";
    }
}
