package org.consilium.media.rtp;

import org.jspecify.annotations.Nullable;

/**
 * One received RTP packet, decrypted and parsed once, as everybody who forwards it sees it.
 *
 * <p>A struct on purpose: reused for every packet, filled by the incoming stream, only read by
 * others. The bytes and all values are borrowed for the duration of the call that hands it over.
 * All offsets are absolute positions in {@link #array}.
 */
@SuppressWarnings("DoNotCallSuggester") // not built yet
public final class SourcePacket {
    private static final byte[] NONE = {};

    /** Which stream it came from; null only before first use. */
    public @Nullable RtpSource source;

    /** The buffer that holds the packet. */
    public byte[] array = NONE;

    /** Where the RTP header begins. */
    public int offset;

    /** Bytes of the packet, header and padding included. */
    public int length;

    /** Where the payload begins. */
    public int payloadOffset;

    /** Bytes of payload without padding; 0 for a packet of padding only. */
    public int payloadLength;

    public int ssrc;
    public int payloadType;
    public boolean marker;

    /** The publisher's sequence number, extended to 64 bits. */
    public long extendedSequence;

    /** The 32 bits on the wire. */
    public int timestamp;

    /** The publisher's timestamp, extended to 64 bits. */
    public long extendedTimestamp;

    /** When it arrived, in the loop's time. */
    public long arrivalNanos;

    /** Arrived as a retransmission, or found in the history. */
    public boolean isRepair;

    /** Value offset of each extension by {@link HeaderExtension#index()}, −1 where absent. */
    public final int[] extensionOffsets = new int[HeaderExtension.COUNT];

    /** Value length of each extension by index. */
    public final int[] extensionLengths = new int[HeaderExtension.COUNT];

    /** The packet belongs to a keyframe and shows it; for VP8 only its first packet does. */
    public boolean isKeyframe;

    public boolean startsFrame;
    public boolean endsFrame;

    /** Temporal layer, 0 when the stream has none. */
    public int temporalId;

    /** A receiver may go up to this temporal layer from here on. */
    public boolean isLayerSync;

    /** VP8 picture id, −1 when absent. */
    public int pictureId;

    /** Bits of the picture id: 7 or 15. */
    public int pictureIdBits;

    /** VP8 TL0PICIDX 0..255, −1 when absent. */
    public int tl0PictureIndex;

    /** VP8 KEYIDX 0..31, −1 when absent. */
    public int keyIndex;

    /** Frame size in pixels when a keyframe tells it, otherwise 0. */
    public int width;

    public int height;

    /** Audio level 0 (loudest) .. 127 (silence) in −dBov (RFC 6464), −1 when absent. */
    public int audioLevel;

    /** The V bit of the audio level: the encoder believes that it is speech. */
    public boolean hasVoice;

    /** An empty view, to be filled by {@link #read}. */
    public SourcePacket() {}

    /** Whether the extension is present. */
    public boolean has(HeaderExtension extension) {
        return extensionOffsets[extension.index()] >= 0;
    }

    /** Whether there is no payload: only padding, sent to probe or to fill. */
    public boolean isPaddingOnly() {
        return payloadLength == 0;
    }

    /**
     * Reads header and extensions, and resets every fact. Leaves {@link #source}, {@link
     * #extendedSequence}, {@link #extendedTimestamp}, {@link #arrivalNanos} and {@link #isRepair}
     * for the caller.
     *
     * @return false when the packet is not well-formed RTP; the contents are then undefined
     */
    public boolean read(byte[] bytes, int packetOffset, int packetLength, HeaderExtensionMap ids) {
        throw new UnsupportedOperationException();
    }

    /** Reads the frame facts. False when the payload is malformed. */
    public boolean readFacts(PayloadFormat format) {
        return isPaddingOnly() || format.readFacts(this);
    }
}
