import { buildImage } from './images.ts';

/** Before all tests of containers: the image that they start. */
export default buildImage;
