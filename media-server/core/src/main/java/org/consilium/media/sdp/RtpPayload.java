package org.consilium.media.sdp;

import java.util.List;
import java.util.Optional;

/**
 * One payload type of a section: its {@code rtpmap}, {@code fmtp} and {@code rtcp-fb} lines.
 *
 * @param payloadType 0..127
 * @param clockRateHz at least 1
 * @param channels 1 where none are printed
 * @param parameters the value of {@code a=fmtp}, possibly empty
 * @param feedback values of {@code a=rtcp-fb} such as {@code nack pli} (RFC 4585 §4.2)
 */
public record RtpPayload(
        int payloadType,
        String encodingName,
        int clockRateHz,
        int channels,
        String parameters,
        List<String> feedback) {
    public RtpPayload {
        feedback = List.copyOf(feedback);
    }

    /** The value of a {@code name=value} among the parameters; names know no case. */
    public Optional<String> parameter(String name) {
        for (String pair : parameters.split(";")) {
            int equals = pair.indexOf('=');
            if (equals > 0 && pair.substring(0, equals).trim().equalsIgnoreCase(name)) {
                return Optional.of(pair.substring(equals + 1).trim());
            }
        }
        return Optional.empty();
    }
}
