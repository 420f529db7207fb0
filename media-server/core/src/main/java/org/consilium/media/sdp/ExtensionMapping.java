package org.consilium.media.sdp;

import org.jspecify.annotations.Nullable;

/**
 * A line {@code a=extmap} (RFC 8285 §5).
 *
 * @param id 1..14 for one-byte headers, up to 255 for two-byte ones, 4096 and more where several
 *     offers stand for one id
 * @param direction null when not given
 */
public record ExtensionMapping(int id, @Nullable Direction direction, String uri) {}
