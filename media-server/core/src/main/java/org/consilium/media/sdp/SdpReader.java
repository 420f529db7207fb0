package org.consilium.media.sdp;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads session descriptions. One pass, one reader per text; the work is linear in the length of
 * the text, which is bounded, as is the number of everything kept.
 *
 * <p>As JSEP wants it (RFC 8829 §5.8), attributes nobody here knows are passed over, and one that
 * is known but against its grammar makes the whole description malformed.
 */
public final class SdpReader {
    /** Characters of a text. Fifty published and five hundred received tracks stay below half. */
    public static final int MAX_LENGTH = 1 << 20;

    /** Sections of a description. */
    public static final int MAX_SECTIONS = 1024;

    /** Lines of one kind in a section: twice what any browser prints. */
    static final int MAX_PER_SECTION = 256;

    private static final int MAX_LINE_LENGTH = 8192;

    private final String text;
    private final List<MediaSection> sections = new ArrayList<>();
    private long sessionId;
    private long sessionVersion;
    private List<String> bundle = List.of();
    private boolean iceLite;
    private List<String> iceOptions = List.of();
    private boolean extmapAllowMixed;
    private TransportAttributes sessionTransport = TransportAttributes.NONE;
    private Direction sessionDirection = Direction.SENDRECV;
    private int sessionFingerprints;
    private @Nullable SectionReader section;

    private SdpReader(String text) {
        this.text = text;
    }

    /** Reads a text of any content; never throws. */
    public static SdpResult read(String text) {
        return text.length() > MAX_LENGTH
                ? new SdpResult.Malformed(SdpError.TOO_LONG, 0)
                : new SdpReader(text).read();
    }

    private SdpResult read() {
        int line = 0;
        int start = 0;
        while (start < text.length()) {
            int end = text.indexOf('\n', start);
            int next = end < 0 ? text.length() : end + 1;
            int stop = end < 0 ? text.length() : end;
            if (stop > start && text.charAt(stop - 1) == '\r') {
                stop--;
            }
            line++;
            if (stop > start) {
                if (stop - start > MAX_LINE_LENGTH) {
                    return new SdpResult.Malformed(SdpError.TOO_LONG, line);
                }
                if (hasControls(start, stop)) {
                    return new SdpResult.Malformed(SdpError.NOT_SDP, line);
                }
                SdpError error = line(text.substring(start, stop), line == 1);
                if (error != null) {
                    return new SdpResult.Malformed(error, line);
                }
            }
            start = next;
        }
        if (line == 0) {
            return new SdpResult.Malformed(SdpError.NOT_SDP, 0);
        }
        closeSection();
        return new SdpResult.Parsed(
                new SessionDescription(
                        sessionId,
                        sessionVersion,
                        bundle,
                        iceLite,
                        iceOptions,
                        extmapAllowMixed,
                        sessionTransport,
                        sections));
    }

    /** Nothing that might end a line for somebody else when it is printed again. */
    private boolean hasControls(int start, int stop) {
        for (int i = start; i < stop; i++) {
            char c = text.charAt(i);
            if ((c < ' ' && c != '\t') || c == 0x7f || c == 0x85 || c == 0x2028 || c == 0x2029) {
                return true;
            }
        }
        return false;
    }

    private @Nullable SdpError line(String line, boolean first) {
        if (line.length() < 2 || line.charAt(1) != '=') {
            return SdpError.NOT_SDP;
        }
        if (first) {
            // RFC 8866 §5: the version comes first, and there is only one.
            return line.trim().equals("v=0") ? null : SdpError.NOT_SDP;
        }
        String value = line.substring(2).trim();
        return switch (line.charAt(0)) {
            case 'o' -> {
                origin(value);
                yield null;
            }
            case 'm' -> media(value);
            case 'a' -> {
                String name = Tokens.head(value, ':');
                String rest = Tokens.tail(value, ':');
                yield section == null ? attribute(name, rest) : section.attribute(name, rest);
            }
            default -> null;
        };
    }

    /** Only to be written back by tests and tools: what the numbers are means nothing to us. */
    private void origin(String value) {
        List<String> tokens = Tokens.split(value, ' ');
        if (tokens.size() >= 3) {
            sessionId = originNumber(tokens.get(1));
            sessionVersion = originNumber(tokens.get(2));
        }
    }

    private static long originNumber(String text) {
        // 18 digits at a time; longer ones are cut, they need only be different.
        return Math.max(
                0, Tokens.number(text.substring(0, Math.min(18, text.length())), Long.MAX_VALUE));
    }

    private @Nullable SdpError media(String value) {
        closeSection();
        if (sections.size() == MAX_SECTIONS) {
            return SdpError.TOO_MUCH;
        }
        List<String> tokens = Tokens.split(value, ' ');
        if (tokens.size() < 4 || tokens.size() > MAX_PER_SECTION) {
            return SdpError.BAD_MEDIA_LINE;
        }
        // A port may be followed by a count of ports, which nobody uses any more.
        long port = Tokens.number(Tokens.head(tokens.get(1), '/'), 0xffff);
        if (port < 0 || !Tokens.isToken(tokens.get(0)) || !Tokens.isToken(tokens.get(2))) {
            return SdpError.BAD_MEDIA_LINE;
        }
        MediaSection.Builder builder =
                MediaSection.builder(
                        tokens.get(0), (int) port, tokens.get(2), tokens.subList(3, tokens.size()));
        builder.direction(sessionDirection);
        section = new SectionReader(builder);
        return null;
    }

    private void closeSection() {
        if (section != null) {
            sections.add(section.build());
            section = null;
        }
    }

    private @Nullable SdpError attribute(String name, String value) {
        switch (name) {
            case "group" -> {
                List<String> tokens = Tokens.split(value, ' ');
                if (tokens.size() > MAX_SECTIONS + 1) {
                    return SdpError.TOO_MUCH;
                }
                if (bundle.isEmpty() && !tokens.isEmpty() && tokens.getFirst().equals("BUNDLE")) {
                    bundle = List.copyOf(tokens.subList(1, tokens.size()));
                }
            }
            case "ice-lite" -> iceLite = true;
            case "ice-options" -> iceOptions = Tokens.split(value, ' ');
            case "extmap-allow-mixed" -> extmapAllowMixed = true;
            case "sendrecv" -> sessionDirection = Direction.SENDRECV;
            case "sendonly" -> sessionDirection = Direction.SENDONLY;
            case "recvonly" -> sessionDirection = Direction.RECVONLY;
            case "inactive" -> sessionDirection = Direction.INACTIVE;
            default -> {
                if (name.equals("fingerprint") && ++sessionFingerprints > MAX_PER_SECTION) {
                    return SdpError.TOO_MUCH;
                }
                TransportAttributes changed =
                        SectionReader.transport(sessionTransport, name, value);
                if (changed == null) {
                    return SdpError.BAD_ATTRIBUTE;
                }
                sessionTransport = changed;
            }
        }
        return null;
    }
}
