package org.consilium.media.rtp;

import java.util.Arrays;
import org.consilium.media.buffer.BigEndian;
import org.jspecify.annotations.Nullable;

/**
 * One received RTP packet, decrypted and parsed once, as everybody who forwards it sees it.
 *
 * <p>A struct on purpose: reused for every packet, filled by the incoming stream, only read by
 * others. The bytes and all values are borrowed for the duration of the call that hands it over.
 * All offsets are absolute positions in {@link #array}.
 */
public final class SourcePacket {
    /** As a joinable layer: whatever layers there are. */
    public static final int ANY_LAYER = Integer.MAX_VALUE;

    /** References of one frame that are kept; a format that has more is malformed. */
    private static final int MAX_DEPENDENCIES = 12;

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

    /** How its payload was read; null before. */
    public @Nullable PayloadFormat format;

    /** The packet belongs to a keyframe and shows it; for VP8 only its first packet does. */
    public boolean isKeyframe;

    /** Of a frame of one spatial layer; several of them make one picture. */
    public boolean startsFrame;

    public boolean endsFrame;

    /** Spatial layer within the stream, 0 when it has none. */
    public int spatialId;

    /** Temporal layer, 0 when the stream has none. */
    public int temporalId;

    /** A receiver of the temporal layer below may go up to this frame's from here on. */
    public boolean isLayerSync;

    /** A receiver of this frame may go up to this spatial layer from here on; −1 when not. */
    public int joinableSpatialId;

    /** A receiver of this frame may go up to this temporal layer from here on; −1 when not. */
    public int joinableTemporalId;

    /** Tells this frame from others of the source within a window; −1 when nothing does. */
    public int frameKey;

    /** Frame keys count up to this and begin again at 0. */
    public int frameKeyMask;

    /** How far back, in frame keys, the frames are that this one is known to refer to. */
    public final int[] dependencies = new int[MAX_DEPENDENCIES];

    public int dependencyCount;

    /** VP8 or VP9 picture id, −1 when absent. */
    public int pictureId;

    /** Bits of the picture id: 7 or 15. */
    public int pictureIdBits;

    /** TL0PICIDX of VP8 or VP9, 0..255, −1 when absent. */
    public int tl0PictureIndex;

    /** VP8 KEYIDX 0..31, −1 when absent. */
    public int keyIndex;

    /** Frame size in pixels when a keyframe tells it, otherwise 0. */
    public int width;

    public int height;

    /** RED (RFC 2198): payload type of the primary block, −1 when there is none. */
    public int primaryType;

    /** Where the primary block begins. */
    public int primaryOffset;

    public int primaryLength;

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
        int headerLength = RtpPacket.headerLength(bytes, packetOffset, packetLength);
        if (headerLength < 0) {
            return false;
        }
        int padding = RtpPacket.paddingLength(bytes, packetOffset, packetLength, headerLength);
        if (padding < 0) {
            return false;
        }
        array = bytes;
        offset = packetOffset;
        length = packetLength;
        payloadOffset = packetOffset + headerLength;
        payloadLength = packetLength - headerLength - padding;
        ssrc = RtpPacket.ssrc(bytes, packetOffset);
        payloadType = RtpPacket.payloadType(bytes, packetOffset);
        marker = RtpPacket.marker(bytes, packetOffset);
        timestamp = RtpPacket.timestamp(bytes, packetOffset);
        forgetFacts();
        if (RtpPacket.hasExtension(bytes, packetOffset)) {
            int start = RtpPacket.extensionOffset(bytes, packetOffset);
            if (!HeaderExtensionReader.read(this, start, ids)) {
                return false;
            }
            readAudioLevel();
        }
        return true;
    }

    /**
     * Turns a retransmission that was read into its original (RFC 4588 §4), in the array too; what
     * was read of the header stays read. Its payload must have at least {@link
     * Retransmission#ORIGINAL_SEQUENCE_LENGTH} bytes.
     */
    public void restore(int originalSsrc, int originalPayloadType) {
        int shift = Retransmission.ORIGINAL_SEQUENCE_LENGTH;
        Retransmission.restore(
                array, offset, payloadOffset - offset, originalSsrc, originalPayloadType);
        offset += shift;
        length -= shift;
        payloadOffset += shift;
        payloadLength -= shift;
        ssrc = originalSsrc;
        payloadType = originalPayloadType;
        for (int i = 0; i < HeaderExtension.COUNT; i++) {
            extensionOffsets[i] += extensionOffsets[i] < 0 ? 0 : shift;
        }
    }

    private void forgetFacts() {
        Arrays.fill(extensionOffsets, -1);
        format = null;
        isKeyframe = false;
        startsFrame = false;
        endsFrame = false;
        spatialId = 0;
        temporalId = 0;
        isLayerSync = false;
        joinableSpatialId = -1;
        joinableTemporalId = -1;
        frameKey = -1;
        frameKeyMask = 0;
        dependencyCount = 0;
        primaryType = -1;
        pictureId = -1;
        pictureIdBits = 0;
        tl0PictureIndex = -1;
        keyIndex = -1;
        width = 0;
        height = 0;
        audioLevel = -1;
        hasVoice = false;
    }

    /** Notes an extension element; unknown ones have index −1. The last of a kind counts. */
    void note(int index, int valueOffset, int valueLength) {
        if (index >= 0) {
            extensionOffsets[index] = valueOffset;
            extensionLengths[index] = valueLength;
        }
    }

    /** RFC 6464 §3: |V|level|, in the two-byte form possibly followed by padding. */
    private void readAudioLevel() {
        int at = extensionOffsets[HeaderExtension.AUDIO_LEVEL.index()];
        if (at >= 0 && extensionLengths[HeaderExtension.AUDIO_LEVEL.index()] >= 1) {
            audioLevel = array[at] & 0x7f;
            hasVoice = array[at] < 0;
        }
    }

    /**
     * Whether the value of an extension is exactly this ASCII text; for MID and RID, without making
     * a string of what came from the network.
     */
    public boolean extensionEquals(HeaderExtension extension, String ascii) {
        int at = extensionOffsets[extension.index()];
        if (at < 0 || extensionLengths[extension.index()] != ascii.length()) {
            return false;
        }
        for (int i = 0; i < ascii.length(); i++) {
            if (array[at + i] != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** The 16-bit sequence number on the wire. */
    public int sequence() {
        return RtpPacket.sequence(array, offset);
    }

    /** The transport-wide sequence number 0..65535, −1 when absent. */
    public int transportSequence() {
        int index = HeaderExtension.TRANSPORT_SEQUENCE.index();
        return extensionOffsets[index] >= 0 && extensionLengths[index] >= 2
                ? BigEndian.u16(array, extensionOffsets[index])
                : -1;
    }

    /**
     * Reads the frame facts that the payload tells. Where a dependency descriptor describes the
     * frame only what is never encrypted is looked at; the rest is for {@link FrameDescriptions}.
     *
     * @return false when the payload is malformed
     */
    public boolean readFacts(PayloadFormat payloadFormat) {
        format = payloadFormat;
        return isPaddingOnly() || payloadFormat.readFacts(this);
    }

    /** Whether a dependency descriptor came with it, so that the payload may be encrypted. */
    boolean isDescribed() {
        return has(HeaderExtension.DEPENDENCY_DESCRIPTOR);
    }

    /** Notes that this frame refers to the one this far back; a format may not have more. */
    void addDependency(int back) {
        dependencies[dependencyCount++] = back;
    }

    /** A descriptor tells frames apart by its own number, and knows what they refer to. */
    void describe(int frameNumber) {
        frameKey = frameNumber;
        frameKeyMask = 0xffff;
        dependencyCount = 0;
    }
}
