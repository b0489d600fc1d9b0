/**
 * Origins in S3 buckets, of Amazon and of everything that speaks its protocol. {@link
 * org.musicfs.origin.s3.S3Provider} is the way in; an {@link org.musicfs.origin.s3.S3Origin} has
 * one client of the AWS SDK, made by {@link org.musicfs.origin.s3.Bucket} with the first operation.
 * A directory is what the keys below a prefix have in common; a version of a file is its entity
 * tag.
 *
 * <p>Calls block on the caller's thread. The SDK does not try again: callers do. Only a connection
 * that turns out to be dead is replaced here.
 */
@NullMarked
package org.musicfs.origin.s3;

import org.jspecify.annotations.NullMarked;
