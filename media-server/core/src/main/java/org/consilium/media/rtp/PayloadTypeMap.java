package org.consilium.media.rtp;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What the payload types of one media section mean, as negotiated. Immutable once built; built off
 * the hot path.
 */
public final class PayloadTypeMap {
    private final @Nullable PayloadFormat[] formats;
    private final int[] clockRatesHz;

    /** For a retransmission payload type the type that it carries (RFC 4588 §8.6), else −1. */
    private final byte[] associated;

    private PayloadTypeMap(
            @Nullable PayloadFormat[] formats, int[] clockRatesHz, byte[] associated) {
        this.formats = formats;
        this.clockRatesHz = clockRatesHz;
        this.associated = associated;
    }

    /** Starts a map. */
    public static Builder builder() {
        return new Builder();
    }

    /** The format of a payload type 0..127, null when unknown or a retransmission. */
    public @Nullable PayloadFormat format(int payloadType) {
        return formats[payloadType];
    }

    /** Ticks per second of a payload type, 0 when unknown. */
    public int clockRateHz(int payloadType) {
        return clockRatesHz[payloadType];
    }

    /** Whether the payload type 0..127 is a retransmission. */
    public boolean isRetransmission(int payloadType) {
        return associated[payloadType] >= 0;
    }

    /** The payload type that a retransmission type carries, −1 when it is none. */
    public int associated(int payloadType) {
        return associated[payloadType];
    }

    /** Collects payload types. */
    public static final class Builder {
        private final @Nullable PayloadFormat[] formats = new @Nullable PayloadFormat[128];
        private final int[] clockRatesHz = new int[128];
        private final byte[] associated = new byte[128];

        private Builder() {
            Arrays.fill(associated, (byte) -1);
        }

        /** Media of a format at a clock rate. */
        public Builder media(int payloadType, PayloadFormat format, int clockRateHz) {
            formats[payloadType] = format;
            clockRatesHz[payloadType] = clockRateHz;
            return this;
        }

        /** Retransmissions of {@code associatedType}: {@code a=fmtp:… apt=}. */
        public Builder retransmission(int payloadType, int associatedType) {
            associated[payloadType] = (byte) associatedType;
            return this;
        }

        /** The finished map. */
        public PayloadTypeMap build() {
            return new PayloadTypeMap(formats.clone(), clockRatesHz.clone(), associated.clone());
        }
    }
}
