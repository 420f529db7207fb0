/**
 * Conversations: members, messages in {@code seq} order, exactly-once sending.
 *
 * <p>Who is a member is decided by the feature a conversation belongs to, which adds and removes
 * members in its own transactions.
 */
@NullMarked
package org.consilium.control.chat;

import org.jspecify.annotations.NullMarked;
