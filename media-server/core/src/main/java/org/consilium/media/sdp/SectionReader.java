package org.consilium.media.sdp;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the attributes of one media section. */
final class SectionReader {
    private static final int MAX = SdpReader.MAX_PER_SECTION;

    /** What the lines of one payload type have said so far. */
    private static final class Payload {
        private String encodingName = "";
        private int clockRateHz;
        private int channels = 1;
        private String parameters = "";
        private final List<String> feedback = new ArrayList<>();
    }

    private final MediaSection.Builder builder;
    private final boolean isRtp;
    private final Map<Integer, Payload> payloads = new LinkedHashMap<>();
    private final List<String> feedbackOfAll = new ArrayList<>();
    private TransportAttributes transport = TransportAttributes.NONE;

    /** How many lines of this section were kept: a bound on all of them together. */
    private int kept;

    SectionReader(MediaSection.Builder builder) {
        this.builder = builder;
        isRtp = builder.protocol().contains("RTP/");
        if (isRtp) {
            for (String format : builder.formats()) {
                long payloadType = Tokens.number(format, 127);
                if (payloadType >= 0) {
                    payloads.put((int) payloadType, new Payload());
                }
            }
        }
    }

    /** Null when all is well. */
    @Nullable SdpError attribute(String name, String value) {
        boolean good =
                switch (name) {
                    case "mid" -> mid(value);
                    case "sendrecv" -> direction(Direction.SENDRECV);
                    case "sendonly" -> direction(Direction.SENDONLY);
                    case "recvonly" -> direction(Direction.RECVONLY);
                    case "inactive" -> direction(Direction.INACTIVE);
                    case "rtcp-mux" -> always(builder.rtcpMux());
                    case "rtcp-rsize" -> always(builder.rtcpRsize());
                    case "bundle-only" -> always(builder.bundleOnly());
                    case "extmap-allow-mixed" -> always(builder.extmapAllowMixed());
                    case "end-of-candidates" -> always(builder.endOfCandidates());
                    case "rtpmap" -> rtpmap(value);
                    case "fmtp" -> fmtp(value);
                    case "rtcp-fb" -> feedback(value);
                    case "extmap" -> extmap(value);
                    case "msid" -> msid(value);
                    case "ssrc" -> ssrc(value);
                    case "ssrc-group" -> ssrcGroup(value);
                    case "rid" -> rid(value);
                    case "simulcast" -> simulcast(value);
                    case "sctp-port" -> sctpPort(value);
                    case "max-message-size" -> maxMessageSize(value);
                    case "candidate" -> candidate(value);
                    default -> transport(name, value);
                };
        if (kept > 4 * MAX) {
            return SdpError.TOO_MUCH;
        }
        return good ? null : SdpError.BAD_ATTRIBUTE;
    }

    MediaSection build() {
        for (Map.Entry<Integer, Payload> entry : payloads.entrySet()) {
            RtpPayload payload = payload(entry.getKey(), entry.getValue());
            if (payload != null) {
                builder.payload(payload);
            }
        }
        return builder.transport(transport).build();
    }

    /** The transport attributes with one more; null when its value is malformed. */
    static @Nullable TransportAttributes transport(
            TransportAttributes before, String name, String value) {
        return switch (name) {
            case "ice-ufrag" ->
                    Tokens.isToken(value)
                            ? new TransportAttributes(
                                    value,
                                    before.icePassword(),
                                    before.fingerprints(),
                                    before.setup())
                            : null;
            case "ice-pwd" ->
                    Tokens.isToken(value)
                            ? new TransportAttributes(
                                    before.iceUfrag(), value, before.fingerprints(), before.setup())
                            : null;
            case "setup" -> {
                SetupRole role = SetupRole.of(value);
                yield role == null
                        ? null
                        : new TransportAttributes(
                                before.iceUfrag(),
                                before.icePassword(),
                                before.fingerprints(),
                                role);
            }
            case "fingerprint" -> {
                String hash = Tokens.head(value, ' ');
                String digest = Tokens.tail(value, ' ');
                if (!Tokens.isToken(hash) || !isDigest(digest)) {
                    yield null;
                }
                var fingerprints = new ArrayList<>(before.fingerprints());
                fingerprints.add(new Fingerprint(hash, digest));
                yield new TransportAttributes(
                        before.iceUfrag(), before.icePassword(), fingerprints, before.setup());
            }
            default -> before;
        };
    }

    private boolean transport(String name, String value) {
        if (name.equals("fingerprint") && transport.fingerprints().size() >= 16) {
            return false;
        }
        TransportAttributes changed = transport(transport, name, value);
        if (changed == null) {
            return false;
        }
        transport = changed;
        return true;
    }

    private static @Nullable RtpPayload payload(int payloadType, Payload payload) {
        if (payload.clockRateHz == 0) {
            // RFC 3551 §6: the static types need no rtpmap.
            return switch (payloadType) {
                case 0 -> audio(payloadType, "PCMU", payload);
                case 8 -> audio(payloadType, "PCMA", payload);
                default -> null;
            };
        }
        return new RtpPayload(
                payloadType,
                payload.encodingName,
                payload.clockRateHz,
                payload.channels,
                payload.parameters,
                payload.feedback);
    }

    private static RtpPayload audio(int payloadType, String name, Payload payload) {
        return new RtpPayload(payloadType, name, 8000, 1, payload.parameters, payload.feedback);
    }

    private boolean mid(String value) {
        builder.mid(value);
        return Tokens.isToken(value);
    }

    private boolean direction(Direction direction) {
        builder.direction(direction);
        return true;
    }

    private static boolean always(MediaSection.Builder done) {
        return done != null;
    }

    private boolean rtpmap(String value) {
        Payload payload = addressed(value);
        if (payload == null) {
            return isNumbered(value);
        }
        List<String> parts = Tokens.split(Tokens.tail(value, ' '), '/');
        if (parts.size() < 2 || parts.size() > 3 || !Tokens.isToken(parts.getFirst())) {
            return false;
        }
        long rate = Tokens.number(parts.get(1), 10_000_000);
        long channels = parts.size() == 3 ? Tokens.number(parts.get(2), 255) : 1;
        if (rate < 1 || channels < 1) {
            return false;
        }
        payload.encodingName = parts.getFirst();
        payload.clockRateHz = (int) rate;
        payload.channels = (int) channels;
        return true;
    }

    private boolean fmtp(String value) {
        Payload payload = addressed(value);
        if (payload == null) {
            return isNumbered(value);
        }
        payload.parameters = Tokens.tail(value, ' ');
        return true;
    }

    private boolean feedback(String value) {
        if (!isRtp) {
            return true;
        }
        String what = Tokens.tail(value, ' ');
        boolean all = Tokens.head(value, ' ').equals("*");
        Payload payload = addressed(value);
        if (!all && payload == null) {
            return isNumbered(value);
        }
        if (what.isEmpty()) {
            return false;
        }
        kept++;
        if (all) {
            feedbackOfAll.add(what);
            for (Payload each : payloads.values()) {
                each.feedback.add(what);
            }
        } else if (payload != null) {
            payload.feedback.add(what);
        }
        return feedbackOfAll.size() <= 32;
    }

    private boolean extmap(String value) {
        String number = Tokens.head(value, ' ');
        String rest = Tokens.tail(value, ' ');
        long id = Tokens.number(Tokens.head(number, '/'), 4351);
        String uri = Tokens.head(rest, ' ');
        String word = Tokens.tail(number, '/');
        Direction direction = word.isEmpty() ? null : directionOf(word);
        if (id < 1 || !Tokens.isToken(uri) || (direction == null && !word.isEmpty())) {
            return false;
        }
        if (keep(builder.extensions)) {
            builder.extension(new ExtensionMapping((int) id, direction, uri));
        }
        return true;
    }

    private static @Nullable Direction directionOf(String word) {
        for (Direction direction : Direction.values()) {
            if (direction.token().equals(word)) {
                return direction;
            }
        }
        return null;
    }

    private boolean msid(String value) {
        String stream = Tokens.head(value, ' ');
        String track = Tokens.head(Tokens.tail(value, ' '), ' ');
        if (!Tokens.isToken(stream)) {
            return false;
        }
        if (keep(builder.streams)) {
            builder.stream(new MediaStreamId(stream, track));
        }
        return true;
    }

    private boolean ssrc(String value) {
        long ssrc = Tokens.number(Tokens.head(value, ' '), 0xffff_ffffL);
        String rest = Tokens.tail(value, ' ');
        if (ssrc < 0) {
            return false;
        }
        if (keep(builder.ssrcs)) {
            builder.ssrc(
                    new SsrcAttribute((int) ssrc, Tokens.head(rest, ':'), Tokens.tail(rest, ':')));
        }
        return true;
    }

    private boolean ssrcGroup(String value) {
        List<String> tokens = Tokens.split(value, ' ');
        if (tokens.isEmpty() || tokens.size() > 64) {
            return false;
        }
        var ssrcs = new ArrayList<Integer>();
        for (String token : tokens.subList(1, tokens.size())) {
            long ssrc = Tokens.number(token, 0xffff_ffffL);
            if (ssrc < 0) {
                return false;
            }
            ssrcs.add((int) ssrc);
        }
        if (keep(builder.ssrcGroups)) {
            builder.ssrcGroup(new SsrcGroup(tokens.getFirst(), ssrcs));
        }
        return true;
    }

    private boolean rid(String value) {
        String id = Tokens.head(value, ' ');
        String rest = Tokens.tail(value, ' ');
        String direction = Tokens.head(rest, ' ');
        boolean sends = direction.equals("send");
        if (!isRid(id) || (!sends && !direction.equals("recv"))) {
            return false;
        }
        if (keep(builder.rids)) {
            builder.rid(new RidDescription(id, sends, Tokens.tail(rest, ' ')));
        }
        return true;
    }

    private boolean simulcast(String value) {
        List<String> tokens = Tokens.split(value, ' ');
        if (tokens.size() != 2 && tokens.size() != 4) {
            return false;
        }
        List<List<Simulcast.Choice>> send = List.of();
        List<List<Simulcast.Choice>> receive = List.of();
        for (int i = 0; i < tokens.size(); i += 2) {
            List<List<Simulcast.Choice>> streams = streams(tokens.get(i + 1));
            if (streams == null) {
                return false;
            }
            switch (tokens.get(i)) {
                case "send" -> send = streams;
                case "recv" -> receive = streams;
                default -> {
                    return false;
                }
            }
        }
        builder.simulcast(new Simulcast(send, receive));
        return true;
    }

    private static @Nullable List<List<Simulcast.Choice>> streams(String value) {
        var streams = new ArrayList<List<Simulcast.Choice>>();
        for (String stream : Tokens.split(value, ';')) {
            var choices = new ArrayList<Simulcast.Choice>();
            for (String choice : Tokens.split(stream, ',')) {
                boolean paused = choice.startsWith("~");
                String rid = paused ? choice.substring(1) : choice;
                if (!isRid(rid)) {
                    return null;
                }
                choices.add(new Simulcast.Choice(rid, paused));
            }
            if (choices.isEmpty()) {
                return null;
            }
            streams.add(choices);
        }
        return streams.isEmpty() || streams.size() > 32 ? null : streams;
    }

    private boolean sctpPort(String value) {
        long port = Tokens.number(value, 0xffff);
        builder.sctpPort((int) Math.max(0, port));
        return port >= 0;
    }

    private boolean maxMessageSize(String value) {
        long size = Tokens.number(value, Long.MAX_VALUE);
        builder.maxMessageSize(size);
        return size >= 0;
    }

    private boolean candidate(String value) {
        if (keep(builder.candidates)) {
            builder.candidate("candidate:" + value);
        }
        return true;
    }

    private boolean keep(List<?> list) {
        kept++;
        return list.size() < MAX;
    }

    /**
     * The payload that a line beginning with a payload type speaks of; null when not in the m-line.
     */
    private @Nullable Payload addressed(String value) {
        return payloads.get((int) Tokens.number(Tokens.head(value, ' '), 127));
    }

    /**
     * A line of a payload type the m-line does not have is passed over, a line of none is wrong.
     */
    private boolean isNumbered(String value) {
        return !isRtp || Tokens.number(Tokens.head(value, ' '), 255) >= 0;
    }

    /**
     * RFC 8851 §10: letters and digits, and by practice dash and underscore; RFC 8852: at most 255.
     */
    private static boolean isRid(String text) {
        if (text.isEmpty() || text.length() > 255) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean good =
                    (c >= 'a' && c <= 'z')
                            || (c >= 'A' && c <= 'Z')
                            || (c >= '0' && c <= '9')
                            || c == '-'
                            || c == '_';
            if (!good) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDigest(String text) {
        if (text.length() < 2 || text.length() > 3 * 64) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (i % 3 == 2 ? c != ':' : Character.digit(c, 16) < 0 || c > 'f') {
                return false;
            }
        }
        return text.length() % 3 == 2;
    }
}
