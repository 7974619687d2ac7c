export { describeDuration } from '@audiobook/model/describe-duration';
