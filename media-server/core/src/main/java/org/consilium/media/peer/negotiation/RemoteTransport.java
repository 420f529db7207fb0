package org.consilium.media.peer.negotiation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.consilium.media.dtls.DtlsFingerprint;
import org.consilium.media.dtls.DtlsRole;
import org.consilium.media.ice.IceCredentials;
import org.consilium.media.sdp.Fingerprint;
import org.consilium.media.sdp.MediaSection;
import org.consilium.media.sdp.MediaType;
import org.consilium.media.sdp.SessionDescription;
import org.consilium.media.sdp.SetupRole;
import org.consilium.media.sdp.TransportAttributes;
import org.jspecify.annotations.Nullable;

/**
 * What a description of the peer says of the one transport of its bundle: either what is needed to
 * connect, or why not.
 */
final class RemoteTransport {
    /** RFC 8122 §5: what we trust; SHA-1 and MD5 are left out. */
    private static final Set<String> HASHES = Set.of("sha-256", "sha-384", "sha-512");

    /** RFC 8841 §4. */
    private static final Set<String> DATA_PROTOCOLS = Set.of("UDP/DTLS/SCTP", "TCP/DTLS/SCTP");

    private static final int MAX_FINGERPRINTS = 4;

    /** RFC 8841 §6.1: what holds when nothing is said. */
    private static final int DEFAULT_MAX_MESSAGE_SIZE = 65_536;

    private final SessionDescription description;
    private final Set<String> bundle;

    RemoteTransport(SessionDescription description) {
        this.description = description;
        bundle = new HashSet<>(description.bundle());
    }

    /** Whether a section is alive and on the transport of the bundle. */
    boolean carries(MediaSection section) {
        if (section.isRejected()) {
            return false;
        }
        return bundle.isEmpty() ? section.equals(firstAlive()) : bundle.contains(section.mid());
    }

    /** The setup; null when {@link #error} says why. */
    @Nullable TransportSetup setup(
            @Nullable IceCredentials previousRemote,
            @Nullable DtlsRole previousRole,
            boolean offer) {
        MediaSection tagged = tagged();
        if (error(previousRole, offer) != null || tagged == null) {
            return null;
        }
        TransportAttributes transport = tagged.transport().within(description.transport());
        var credentials = new IceCredentials(transport.iceUfrag(), transport.icePassword());
        MediaSection data = data();
        return new TransportSetup(
                credentials,
                fingerprints(transport),
                role(transport.setup()),
                data == null ? 0 : data.sctpPort(),
                data == null ? 0 : maxMessageSize(data),
                previousRemote != null && !previousRemote.equals(credentials));
    }

    /** Null when nothing is wrong. */
    @Nullable NegotiationError error(@Nullable DtlsRole previousRole, boolean offer) {
        MediaSection tagged = tagged();
        if (tagged == null) {
            return NegotiationError.NOT_BUNDLED;
        }
        TransportAttributes transport = tagged.transport().within(description.transport());
        if (!IceCredentials.isValid(transport.iceUfrag(), transport.icePassword())) {
            return NegotiationError.NO_ICE_CREDENTIALS;
        }
        if (fingerprints(transport).isEmpty()) {
            return NegotiationError.NO_FINGERPRINT;
        }
        SetupRole setup = transport.setup();
        if (setup == SetupRole.HOLDCONN || (!offer && setup == SetupRole.ACTPASS)) {
            return NegotiationError.BAD_SETUP;
        }
        // RFC 8842 §5.2: an association that exists keeps its roles.
        if (previousRole != null && setup != SetupRole.ACTPASS && role(setup) != previousRole) {
            return NegotiationError.BAD_SETUP;
        }
        return null;
    }

    /** The data section we can use; null without one. */
    @Nullable MediaSection data() {
        for (MediaSection section : description.sections()) {
            if (isData(section) && carries(section)) {
                return section;
            }
        }
        return null;
    }

    static boolean isData(MediaSection section) {
        return section.type() == MediaType.APPLICATION
                && DATA_PROTOCOLS.contains(section.protocol())
                && section.formats().getFirst().equals("webrtc-datachannel")
                && section.sctpPort() != 0;
    }

    /** RFC 8843 §7.2.1: the first live section of the bundle stands for the transport. */
    private @Nullable MediaSection tagged() {
        for (MediaSection section : description.sections()) {
            if (carries(section) && !section.bundleOnly()) {
                return section;
            }
        }
        return null;
    }

    private @Nullable MediaSection firstAlive() {
        for (MediaSection section : description.sections()) {
            if (!section.isRejected()) {
                return section;
            }
        }
        return null;
    }

    /** ACTPASS and nothing at all leave the choice to us: we wait for the ClientHello. */
    private static DtlsRole role(@Nullable SetupRole remote) {
        return remote == SetupRole.PASSIVE ? DtlsRole.CLIENT : DtlsRole.SERVER;
    }

    private static List<DtlsFingerprint> fingerprints(TransportAttributes transport) {
        var fingerprints = new ArrayList<DtlsFingerprint>();
        for (Fingerprint fingerprint : transport.fingerprints()) {
            if (HASHES.contains(fingerprint.hash().toLowerCase(Locale.ROOT))
                    && fingerprints.size() < MAX_FINGERPRINTS) {
                fingerprints.add(new DtlsFingerprint(fingerprint.hash(), fingerprint.value()));
            }
        }
        return fingerprints;
    }

    /** RFC 8841 §6.1: 0 means that the peer takes messages of any size. */
    private static int maxMessageSize(MediaSection data) {
        long size = data.maxMessageSize();
        if (size < 0) {
            return DEFAULT_MAX_MESSAGE_SIZE;
        }
        return size == 0 ? Integer.MAX_VALUE : (int) Math.min(Integer.MAX_VALUE, size);
    }
}
