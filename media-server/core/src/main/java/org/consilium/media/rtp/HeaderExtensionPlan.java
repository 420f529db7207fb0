package org.consilium.media.rtp;

import java.nio.charset.StandardCharsets;
import org.consilium.media.buffer.BigEndian;
import org.jspecify.annotations.Nullable;

/**
 * Which header extensions one receiver gets, with the ids of its own transport, worked out once.
 *
 * <p>Passed through are those that speak of the media; MID and the transport-wide sequence number
 * are made here; what belongs to the publisher's hop (RID, send time, its MID and sequence) is left
 * out. One writer at a time.
 */
public final class HeaderExtensionPlan {
    private static final HeaderExtension[] PASSED = {
        HeaderExtension.AUDIO_LEVEL,
        HeaderExtension.VIDEO_ORIENTATION,
        HeaderExtension.ABS_CAPTURE_TIME,
        HeaderExtension.PLAYOUT_DELAY,
        HeaderExtension.DEPENDENCY_DESCRIPTOR
    };

    private static final int DEPENDENCY_DESCRIPTOR = HeaderExtension.DEPENDENCY_DESCRIPTOR.index();

    private static final int TRANSPORT_SEQUENCE_LENGTH = 2;

    /** Receiver's ids, and the index in the packet's tables, of what is passed through. */
    private final int[] passedIds;

    private final int[] passedIndexes;
    private final int transportSequenceId;
    private final int midId;
    private final byte[] mid;
    private final boolean mixed;
    private final boolean needsTwoByteIds;

    private int transportSequenceOffset = -1;
    private int dependencyDescriptorOffset = -1;

    /**
     * @param receiver ids on the receiver's transport
     * @param mixed whether the two-byte form may be used (RFC 8285 §6, {@code extmap-allow-mixed})
     * @param mid value of MID towards the receiver, at most 16 bytes of ASCII, or null
     */
    public HeaderExtensionPlan(HeaderExtensionMap receiver, boolean mixed, @Nullable String mid) {
        int count = 0;
        for (HeaderExtension extension : PASSED) {
            count += passes(extension, receiver, mixed) ? 1 : 0;
        }
        passedIds = new int[count];
        passedIndexes = new int[count];
        int filled = 0;
        boolean wideId = false;
        for (HeaderExtension extension : PASSED) {
            if (passes(extension, receiver, mixed)) {
                passedIds[filled] = receiver.id(extension);
                passedIndexes[filled++] = extension.index();
                wideId |= receiver.id(extension) > 14;
            }
        }
        this.transportSequenceId = receiver.id(HeaderExtension.TRANSPORT_SEQUENCE);
        this.midId = mid == null ? 0 : receiver.id(HeaderExtension.MID);
        this.mid = mid == null ? new byte[0] : mid.getBytes(StandardCharsets.US_ASCII);
        if (this.mid.length > 16) {
            throw new IllegalArgumentException("mid of " + this.mid.length + " bytes");
        }
        this.mixed = mixed;
        this.needsTwoByteIds = wideId || transportSequenceId > 14 || midId > 14;
    }

    /**
     * A dependency descriptor with a structure needs the two-byte form; without its structures it
     * is worse than none.
     */
    private static boolean passes(
            HeaderExtension extension, HeaderExtensionMap receiver, boolean mixed) {
        return receiver.has(extension)
                && (mixed || extension != HeaderExtension.DEPENDENCY_DESCRIPTOR);
    }

    /**
     * Writes the whole extension, profile and length included.
     *
     * @param withMid whether to tell the MID
     * @return bytes written, a multiple of 4; 0 when the packet gets no extension at all
     */
    public int write(SourcePacket packet, byte[] array, int offset, boolean withMid) {
        boolean twoByte = mixed && (needsTwoByteIds || hasOddLength(packet));
        int position = offset + 4;
        transportSequenceOffset = -1;
        dependencyDescriptorOffset = -1;
        if (transportSequenceId != 0 && fits(twoByte, transportSequenceId, 2)) {
            position = writeHead(array, position, twoByte, transportSequenceId, 2);
            transportSequenceOffset = position;
            BigEndian.putU16(array, position, 0);
            position += TRANSPORT_SEQUENCE_LENGTH;
        }
        if (withMid && midId != 0 && fits(twoByte, midId, mid.length)) {
            position = writeHead(array, position, twoByte, midId, mid.length);
            System.arraycopy(mid, 0, array, position, mid.length);
            position += mid.length;
        }
        for (int i = 0; i < passedIds.length; i++) {
            int from = packet.extensionOffsets[passedIndexes[i]];
            int length = packet.extensionLengths[passedIndexes[i]];
            if (from >= 0 && fits(twoByte, passedIds[i], length)) {
                position = writeHead(array, position, twoByte, passedIds[i], length);
                System.arraycopy(packet.array, from, array, position, length);
                if (passedIndexes[i] == DEPENDENCY_DESCRIPTOR) {
                    dependencyDescriptorOffset = position;
                }
                position += length;
            }
        }
        int content = position - offset - 4;
        if (content == 0) {
            return 0;
        }
        while (((position - offset) & 3) != 0) {
            array[position++] = 0;
        }
        BigEndian.putU16(array, offset, twoByte ? 0x1000 : 0xbede);
        BigEndian.putU16(array, offset + 2, (position - offset) / 4 - 1);
        return position - offset;
    }

    /** The most bytes that {@link #write} makes of this packet. */
    public int maxLength(SourcePacket packet) {
        int length = 4 + 2 + TRANSPORT_SEQUENCE_LENGTH + 2 + mid.length + 3;
        for (int index : passedIndexes) {
            length += packet.extensionOffsets[index] >= 0 ? 2 + packet.extensionLengths[index] : 0;
        }
        return length;
    }

    /**
     * Absolute position of the transport-wide sequence number in the extension written last, −1
     * when it has none.
     */
    public int transportSequenceOffset() {
        return transportSequenceOffset;
    }

    /**
     * Absolute position of the dependency descriptor in the extension written last, −1 when it has
     * none. Its frame number is still the source's.
     */
    public int dependencyDescriptorOffset() {
        return dependencyDescriptorOffset;
    }

    /** RFC 8285 §4.2: the one-byte form has ids 1..14 and lengths 1..16. */
    private static boolean fits(boolean twoByte, int id, int length) {
        return twoByte || (id <= 14 && length >= 1 && length <= 16);
    }

    private boolean hasOddLength(SourcePacket packet) {
        for (int index : passedIndexes) {
            if (packet.extensionOffsets[index] >= 0) {
                int length = packet.extensionLengths[index];
                if (length < 1 || length > 16) {
                    return true;
                }
            }
        }
        return false;
    }

    private static int writeHead(byte[] array, int at, boolean twoByte, int id, int length) {
        if (twoByte) {
            array[at] = (byte) id;
            array[at + 1] = (byte) length;
            return at + 2;
        }
        array[at] = (byte) ((id << 4) | (length - 1));
        return at + 1;
    }
}
