package org.consilium.media.sdp;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a session or a section says of its transport.
 *
 * @param iceUfrag empty when not given (RFC 8839 §5.4)
 * @param icePassword empty when not given
 * @param setup null when not given
 */
public record TransportAttributes(
        String iceUfrag,
        String icePassword,
        List<Fingerprint> fingerprints,
        @Nullable SetupRole setup) {
    /** Nothing given. */
    public static final TransportAttributes NONE = new TransportAttributes("", "", List.of(), null);

    public TransportAttributes {
        fingerprints = List.copyOf(fingerprints);
    }

    /** These, completed by those of the session level (RFC 8839 §5.4, RFC 8122 §5). */
    public TransportAttributes within(TransportAttributes session) {
        boolean ownIce = !iceUfrag.isEmpty() || !icePassword.isEmpty();
        return new TransportAttributes(
                ownIce ? iceUfrag : session.iceUfrag,
                ownIce ? icePassword : session.icePassword,
                fingerprints.isEmpty() ? session.fingerprints : fingerprints,
                setup == null ? session.setup : setup);
    }
}
