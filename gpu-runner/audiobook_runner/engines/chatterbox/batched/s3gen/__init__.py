"""S3Gen for many rows at once: from speech tokens to waveforms, each as the stock code makes it alone."""

from audiobook_runner.engines.chatterbox.batched.s3gen.batched_s3gen import BatchedS3Gen
from audiobook_runner.engines.chatterbox.batched.s3gen.length_groups import length_groups
from audiobook_runner.engines.chatterbox.batched.s3gen.sounds import Sounds

__all__ = ["BatchedS3Gen", "Sounds", "length_groups"]
